using CudaMlp.Data;
using CudaMlp.Files;

namespace CudaMlp.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_writers_at_once_both_write_and_one_that_fails_takes_nothing_of_the_other()
    {
        var path = Path.Combine(_folder, "file");
        AtomicFile.Write(path, stream =>
        {
            var other = new Thread(() =>
            {
                AtomicFile.WriteText(path, "other");
                Assert.Throws<DataException>(() => AtomicFile.Write(path, _ => throw new IOException("no")));
            });
            other.Start();
            other.Join();
            Assert.Equal("other", File.ReadAllText(path));
            stream.WriteByte((byte)'1');
        });
        Assert.Equal("1", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }
}
