using CudaMlp.Exchange.Safetensors;

namespace CudaMlp.Cli.Tests;

public sealed class ImportTests : IDisposable
{
    private readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Weights_that_are_not_finite_are_refused_and_nothing_is_written()
    {
        CommandRun.Good("train", _work.Idx(), "--hidden", "none", "--out", _work.At("run"), "--device", "cpu", "--epochs", "1", "--quiet", "--no-pictures");
        var (good, bad) = (_work.At("good.safetensors"), _work.At("bad.safetensors"));
        CommandRun.Good("export", _work.At("run"), "--out", good);
        var tensors = SafetensorsFile.Read(good);
        tensors.Single(t => t.Name == "0.bias").Values[1] = float.NaN;
        using (var file = File.Create(bad))
            SafetensorsFile.Write(file, tensors, new Dictionary<string, string>());
        Assert.Contains("good.cudamlp", CommandRun.Good("import", _work.At("run"), good, "--out", _work.At("good.cudamlp")).Out);
        Assert.Equal("", CommandRun.Good("import", _work.At("run"), good, "--out", _work.At("good.cudamlp"), "--quiet").Out);
        var run = CommandRun.Of("import", _work.At("run"), bad, "--out", _work.At("bad.cudamlp"));
        Assert.Equal(1, run.Code);
        Assert.Contains("bad.safetensors: tensor '0.bias' holds NaN as element 1", run.Errors);
        Assert.False(File.Exists(_work.At("bad.cudamlp")));
        Assert.Contains("run: expected a file, found a folder", CommandRun.Of("import", _work.At("run"), _work.At("run"), "--out", _work.At("bad.cudamlp")).Errors);
        Assert.Contains("run: expected a file, found a folder", Assert.Throws<Data.DataException>(() => Sequential.Load(_work.At("run"))).Message);
    }
}
