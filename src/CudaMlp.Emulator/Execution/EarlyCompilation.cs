using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CudaMlp.Emulator.Execution;

/// <summary>
/// Has the runtime compile what the instructions of a kernel need, on a thread of its own, from the moment that a program asks for the kernel: by its first
/// launch most of it is done. A form of an instruction takes some 2 ms to compile where vectors are emulated by halves, and a kernel has dozens.
/// Nothing to do in a program that was compiled ahead, nor worth it on a single processor.
/// </summary>
internal static class EarlyCompilation
{
    private static readonly bool Pays = RuntimeFeature.IsDynamicCodeCompiled && Environment.ProcessorCount > 1;
    private static readonly ConcurrentStack<EmulatedFunction> Waiting = new();
    private static readonly HashSet<Type> Compiled = [];
    private static int _running;

    /// <summary>Returns at once.</summary>
    public static void Begin(EmulatedFunction function)
    {
        if (!Pays)
            return;
        Waiting.Push(function);
        if (Interlocked.Exchange(ref _running, 1) == 0)
            new Thread(Drain) { IsBackground = true, Name = "compiling kernels" }.Start();
    }

    private static void Drain()
    {
        do
        {
            while (Waiting.TryPop(out EmulatedFunction? function))
                Compile(function.Code);
            Volatile.Write(ref _running, 0);
        }
        // One that came after the last look and before the flag fell would find nobody.
        while (!Waiting.IsEmpty && Interlocked.Exchange(ref _running, 1) == 0);
    }

    private static void Compile(FunctionCode code)
    {
        foreach (Node node in code.Nodes)
        {
            if (node is not StraightNode straight)
                continue;
            foreach (RowOp op in straight.Ops)
            {
                RowOp bare = op is GuardedOp guarded ? guarded.Inner : op;
                if (Compiled.Add(bare.GetType()))
                    RuntimeHelpers.PrepareDelegate(bare.Run);
            }
        }
    }
}
