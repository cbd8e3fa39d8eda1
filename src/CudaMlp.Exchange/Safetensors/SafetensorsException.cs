namespace CudaMlp.Exchange.Safetensors;

/// <summary>A safetensors file that cannot be read: the message names the file, the tensor and what was expected.</summary>
public sealed class SafetensorsException(string message, Exception? inner = null) : IOException(message, inner);
