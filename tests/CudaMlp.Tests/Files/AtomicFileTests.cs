using CudaMlp.Data;
using CudaMlp.Files;

namespace CudaMlp.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cudamlp-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_link_stays_and_what_it_leads_to_is_replaced()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "far"));
        var (link, file) = (Path.Combine(_folder, "link"), Path.Combine(_folder, "far", "file"));
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(link, Path.Combine("far", "file"));
        AtomicFile.WriteText(link, "new");
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal("new", File.ReadAllText(file));
    }

    [Fact]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/full"), "this system has no /dev/full");
        // By a link, so that a failure of this test costs no device.
        var link = Path.Combine(_folder, "device");
        File.CreateSymbolicLink(link, "/dev/full");
        Assert.Contains("the disk is full", Assert.Throws<DataException>(() => AtomicFile.WriteText(link, "text")).Message);
        Assert.Equal("/dev/full", new FileInfo(link).LinkTarget);
    }

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
