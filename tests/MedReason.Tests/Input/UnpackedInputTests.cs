using System.IO.Compression;
using System.Text;
using MedReason.Shared;

namespace MedReason.Tests;

public sealed class UnpackedInputTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"line {i * 7919 % 10007}")));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public async Task Plain_and_packed_bytes_come_back_as_they_were(int length)
    {
        byte[] content = Content[..length];

        (await UnpackAsync(content)).ShouldBe(content);
        (await UnpackAsync(Pack(content))).ShouldBe(content);
        (await UnpackAsync([.. Pack(content), .. Pack(content)])).ShouldBe([.. content, .. content], "gzip members one after the other");
    }

    [Fact]
    public async Task A_gzip_that_is_cut_anywhere_is_refused()
    {
        byte[] packed = Pack(Content[..20_000]);

        for (int length = 2; length < packed.Length; length += length < 200 || length > packed.Length - 200 ? 1 : 61)
        {
            await Should.ThrowAsync<InvalidDataException>(() => UnpackAsync(packed[..length]), $"cut at {length} of {packed.Length}");
        }
    }

    [Fact]
    public async Task A_cut_of_stored_blocks_is_refused()
    {
        byte[] packed = Pack(Content[..300], CompressionLevel.NoCompression);

        for (int length = 2; length < packed.Length; length++)
        {
            await Should.ThrowAsync<InvalidDataException>(() => UnpackAsync(packed[..length]), $"cut at {length} of {packed.Length}");
        }
    }

    [Fact]
    public async Task What_stands_behind_a_gzip_is_refused() =>
        await Should.ThrowAsync<InvalidDataException>(() => UnpackAsync([.. Pack(Content), 1, 2, 3, 4]));

    [Fact]
    public async Task A_flipped_bit_is_refused_or_changes_nothing()
    {
        byte[] packed = Pack(Content[..2_000]);
        for (int i = 0; i < packed.Length * 8; i += 5)
        {
            byte[] damaged = [.. packed];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                // The name, time and system fields of the header carry nothing; without the magic number it is no gzip but plain bytes.
                byte[] read = await UnpackAsync(damaged);
                (read.AsSpan().SequenceEqual(Content.AsSpan(0, 2_000)) || read.AsSpan().SequenceEqual(damaged)).ShouldBeTrue($"bit {i}");
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public async Task The_input_is_left_open_and_synchronous_reads_agree()
    {
        var stream = new MemoryStream(Pack(Content));
        using (Stream unpacked = await UnpackedInput.OpenAsync(stream))
        {
            using var copy = new MemoryStream();
            unpacked.CopyTo(copy, 1_000);
            copy.ToArray().ShouldBe(Content);
        }

        stream.CanRead.ShouldBeTrue();
    }

    private static async Task<byte[]> UnpackAsync(byte[] bytes)
    {
        await using Stream unpacked = await UnpackedInput.OpenAsync(new MemoryStream(bytes));
        using var copy = new MemoryStream();
        await unpacked.CopyToAsync(copy, 777);
        return copy.ToArray();
    }

    private static byte[] Pack(byte[] content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
