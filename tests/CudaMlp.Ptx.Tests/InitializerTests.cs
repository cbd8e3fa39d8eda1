namespace CudaMlp.Ptx.Tests;

public class InitializerTests
{
    private static PtxVariable Last(string text) => PtxParser.Parse(Samples.Module(text)).Variables[^1];

    [Theory]
    [InlineData(".global .u32 x = 0x12345678;", "78563412")]
    [InlineData(".global .s16 x[3] = {1, -2};", "0100FEFF")]
    [InlineData(".global .u8 x[] = {1, 2, 255};", "0102FF")]
    [InlineData(".global .f32 x[2] = {0f3F800000, 2.0};", "0000803F00000040")]
    [InlineData(".global .f64 x = -0.5;", "000000000000E0BF")]
    [InlineData(".global .f64 x = 0f3F000000;", "000000000000E03F")]
    [InlineData(".global .b32 x[2][2] = {{1}, {2, 3}};", "01000000000000000200000003000000")]
    [InlineData(".global .b8 x[2][2] = {{1, 2}, {3, 4}};", "01020304")]
    [InlineData(".global .v4 .b8 x[2] = {{1, 2, 3, 4}};", "01020304")]
    [InlineData(".global .v2 .u16 x = {1, 2};", "01000200")]
    [InlineData(".global .b128 x = -1;", "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData(".global .u64 x = 0xFFFFFFFFFFFFFFFFU;", "FFFFFFFFFFFFFFFF")]
    [InlineData(".global .u32 x[2] = {};", "")]
    [InlineData(".global .u8 x = ((1 + 2) * 3 << 2 | 1) ^ 0b100 & ~3;", "21")]
    [InlineData(".global .u8 x[4] = {7 / 2, -7 % 3, 1 < 2 ? 5 : 6, !0};", "03FF0501")]
    [InlineData(".global .u8 x[4] = {-1 > 0, -1 > 0U, 5 == 5 && 0, 2 || 0};", "00010001")]
    [InlineData(".global .u8 x[3] = {017, 0x1F, 0b101};", "0F1F05")]
    [InlineData(".global .s64 x = -9 >> 1;", "FBFFFFFFFFFFFFFF")]
    [InlineData(".global .u64 x = (.u64) -8 >> 60;", "0F00000000000000")]
    [InlineData(".global .u8 x = (.s64) 3;", "03")]
    [InlineData(".global .u8 x[2] = {1.5 < 2.0, WARP_SZ};", "0120")]
    [InlineData(".const .u8 x[2] = {10 - 2 - 3, 100 / 10 / 5};", "0502")]
    public void Bytes_are_what_the_text_says(string text, string expected) => Assert.Equal(expected, Convert.ToHexString(Last(text).Initializer!.Bytes));

    [Fact]
    public void An_open_dimension_is_fixed_by_the_initialiser()
    {
        Assert.Equal((12L, false), (Last(".global .u32 x[] = {1, 2, 3};").ByteSize, Last(".global .u32 x[] = {1, 2, 3};").IsUnsized));
        Assert.Equal([2L, 3L], Last(".global .u8 x[][3] = {{1}, {2}};").ArrayDimensions);
    }

    [Fact]
    public void Addresses_become_relocations()
    {
        PtxVariable pointers = Last("""
            .global .u32 a[4];
            .func f () { ret; }
            .global .u64 p[5] = {a, a + 8, generic(a) + -4, generic(a) + 4, f};
            """);
        Assert.Equal([0, 8, 16, 24, 32], pointers.Initializer!.Relocations.Select(one => one.Offset));
        Assert.Equal([0L, 8L, -4L, 4L, 0L], pointers.Initializer.Relocations.Select(one => one.Addend));
        Assert.Equal([false, false, true, true, false], pointers.Initializer.Relocations.Select(one => one.IsGeneric));
        Assert.Equal(["a", "a", "a", "a", null], pointers.Initializer.Relocations.Select(one => one.Variable?.Name));
        Assert.Equal("f", pointers.Initializer.Relocations[4].Function);
        Assert.All(pointers.Initializer.Relocations, one => Assert.Equal((8, 0), (one.ByteCount, one.Shift)));
    }

    [Fact]
    public void Masks_cut_addresses_into_bytes()
    {
        PtxVariable bytes = Last(".global .u32 a; .global .u8 p[8] = {0xFF(a), 0xFF00(a), 7, 0xFF0000(generic(a) + 4), 0xFF00000000000000(a)};");
        Assert.Equal([(0, 0, 0L), (1, 8, 0L), (3, 16, 4L), (4, 56, 0L)],
            bytes.Initializer!.Relocations.Select(one => (one.Offset, one.Shift, one.Addend)));
        Assert.All(bytes.Initializer.Relocations, one => Assert.Equal(1, one.ByteCount));
        Assert.Equal(7, bytes.Initializer.Bytes[2]);
    }

    [Theory]
    [InlineData(".global .u32 x[2] = {1, 2, 3};", 28, "the initialiser of 'x' has too many elements")]
    [InlineData(".global .u32 x[2][2] = {{1, 2, 3}};", 32, "the initialiser of 'x' has too many elements")]
    [InlineData(".global .u32 x = {1, 2};", 22, "the initialiser of 'x' has too many elements")]
    [InlineData(".global .u32 x[2] = {{1}};", 22, "the initialiser of 'x' has too many braces")]
    [InlineData(".global .u8 x[] = \"abc\";", 19, "a string cannot initialise a variable: write its bytes as numbers in braces")]
    [InlineData(".global .b32 x[2][2] = {1, 2};", 25, "the initialiser of 'x' has too few braces")]
    [InlineData(".global .v2 .u16 x[2] = {{1}};", 28, "a vector of 'x' has 2 elements, and its initialiser fewer")]
    [InlineData(".global .u8 x[3] = {1, 2,};", 26, "expected a constant, found '}'")]
    [InlineData(".global .f32 x = 1;", 18, "an integer cannot initialise a .f32: write 1.0")]
    [InlineData(".global .f16 x = 1.0;", 18, "a .f16 variable cannot have an initialiser")]
    [InlineData(".global .u8 a; .global .u64 x = a - 4;", 35, "a negative offset is written with a plus: + -4")]
    [InlineData(".shared .u32 x = 1;", 18, "'x' cannot have an initialiser: only .global and .const variables that are not .extern can")]
    [InlineData(".global .u64 x = nothing;", 18, "unknown symbol 'nothing'")]
    [InlineData(".global .u32 x = 1.5;", 18, "a floating-point constant cannot initialise a .u32")]
    [InlineData(".global .f32 a; .global .f32 x = a;", 34, "an address cannot initialise a .f32")]
    [InlineData(".global .f32 a; .global .u8 x = 0xF0F(a);", 33, "a mask for a .u8 must select 8 adjacent bits")]
    [InlineData(".global .u8 x = 5 % 0;", 19, "division by zero in a constant expression")]
    [InlineData(".global .u8 x = 1.0 << 2;", 21, "this operator needs integers")]
    [InlineData(".global .u8 x[2] = {1 2};", 23, "expected ',' or '}' (the initialiser opened at line 2, column 20), found '2'")]
    [InlineData(".global .texref t = {x = 1};", 21, "initialisers of type .texref are not supported")]
    [InlineData(".global .u8 x[1000][1000000] = {{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}, {1}};", 374, "with 'x' the initialisers take more than 67108864 bytes")]
    public void Faults_are_named_at_their_place(string text, int column, string message)
    {
        PtxError error = Samples.Errors(Samples.Module(text))[0];
        Assert.Equal((message, new SourceLocation(2, column)), (error.Message, error.Location));
    }
}
