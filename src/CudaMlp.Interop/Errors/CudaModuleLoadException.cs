namespace CudaMlp.Interop;

/// <summary>A module's code was refused. The message ends with what the driver's compiler said.</summary>
public sealed class CudaModuleLoadException : CudaException
{
    public CudaModuleLoadException()
    {
    }

    public CudaModuleLoadException(string message)
        : base(message)
    {
    }

    public CudaModuleLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CudaModuleLoadException(string module, CUresult result, string errorName, string errorText, string errorLog, string infoLog)
        : base($"module '{module}' does not load: {errorName} ({(int)result}), {errorText}."
            + (errorLog.Length > 0 ? $" The driver's compiler says: {errorLog.ReplaceLineEndings("; ")}" : " The driver gave no reason.")
            + CudaErrorHint.For(result))
    {
        Call = $"cuModuleLoadDataEx({module})";
        Result = result;
        ErrorName = errorName;
        ErrorLog = errorLog;
        InfoLog = infoLog;
    }

    /// <summary>The driver's compiler's error log; empty when it gave none.</summary>
    public string ErrorLog { get; } = "";

    /// <summary>The driver's compiler's information log; empty when it gave none.</summary>
    public string InfoLog { get; } = "";
}
