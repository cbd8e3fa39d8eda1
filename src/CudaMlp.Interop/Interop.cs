using System.Runtime.CompilerServices;

// Every signature that crosses to C is blittable; this makes the compiler hold it so.
[assembly: DisableRuntimeMarshalling]
