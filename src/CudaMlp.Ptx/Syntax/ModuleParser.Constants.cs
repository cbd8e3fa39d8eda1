namespace CudaMlp.Ptx.Syntax;

/// <summary>Constant expressions: C's operators and precedence over 64-bit integers and doubles.</summary>
internal sealed partial class ModuleParser
{
    // Set back by Guarded when an error unwinds.
    private int _nesting;

    private ConstantValue ParseConstant()
    {
        ConstantValue condition = ParseBinary(1);
        if (!_lexer.Current.Is('?'))
            return condition;
        Enter();
        _lexer.Take();
        ConstantValue whenTrue = ParseConstant();
        Expect(':');
        ConstantValue whenFalse = ParseConstant();
        _nesting--;
        return condition.IsTrue ? whenTrue : whenFalse;
    }

    private void Enter()
    {
        if (++_nesting > MaxNesting)
            throw new PtxSyntaxException($"expressions or braces are nested more than {MaxNesting} deep", _lexer.Current.Location);
    }

    private ConstantValue ParseBinary(int least)
    {
        ConstantValue left = ParseUnary();
        while (Precedence(_lexer.Current) is var precedence && precedence >= least)
        {
            Token op = _lexer.Take();
            Enter();
            ConstantValue right = ParseBinary(precedence + 1);
            _nesting--;
            left = Apply(op, left, right);
        }
        return left;
    }

    private static int Precedence(Token token) => token.Kind != TokenKind.Symbol ? 0 : token.Symbol switch
    {
        '*' or '/' or '%' => 10,
        '+' or '-' => 9,
        ('<' << 8) | '<' or ('>' << 8) | '>' => 8,
        '<' or '>' or ('<' << 8) | '=' or ('>' << 8) | '=' => 7,
        ('=' << 8) | '=' or ('!' << 8) | '=' => 6,
        '&' => 5,
        '^' => 4,
        '|' => 3,
        ('&' << 8) | '&' => 2,
        ('|' << 8) | '|' => 1,
        _ => 0,
    };

    private ConstantValue ParseUnary()
    {
        Token token = _lexer.Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                _lexer.Take();
                return new ConstantValue(token.Bits, token.Symbol == 'U' || token.Bits > long.MaxValue, TokenKind.Integer);
            case TokenKind.Single or TokenKind.Double:
                _lexer.Take();
                return new ConstantValue(token.Bits, false, token.Kind);
            case TokenKind.Name when _lexer.Span(token) is "WARP_SZ":
                _lexer.Take();
                return ConstantValue.Of(32);
            case TokenKind.Symbol when token.Symbol is '-' or '+' or '!' or '~' or '(':
                Enter();
                _lexer.Take();
                ConstantValue value = token.Symbol == '(' ? ParseParenthesis() : Negate(token, ParseUnary());
                _nesting--;
                return value;
            default:
                throw Unexpected("a constant");
        }
    }

    // Behind '(': a cast (.s64) or (.u64) of what follows, or an expression.
    private ConstantValue ParseParenthesis()
    {
        bool isUnsigned = IsDot("u64");
        if (!isUnsigned && !IsDot("s64"))
        {
            ConstantValue inner = ParseConstant();
            Expect(')');
            return inner;
        }
        _lexer.Take();
        Expect(')');
        ConstantValue value = ParseUnary();
        if (!value.IsFloat)
            return value with { IsUnsigned = isUnsigned };
        // C# saturates these conversions and takes NaN to 0.
        double number = value.Number;
        return new ConstantValue(isUnsigned ? (ulong)number : (ulong)(long)number, isUnsigned, TokenKind.Integer);
    }

    private static ConstantValue Negate(Token op, ConstantValue value)
    {
        if (op.Symbol == '!')
            return ConstantValue.Of(value.IsTrue ? 0L : 1L);
        if (op.Symbol == '+')
            return value;
        if (value.IsFloat)
        {
            if (op.Symbol == '~')
                throw Fail("'~' needs an integer", op);
            if (value.Kind == TokenKind.Single)
                throw Fail("a constant that begins with 0f has its sign among its digits", op);
            return value with { Bits = value.Bits ^ (1UL << 63) };
        }
        return value with { Bits = op.Symbol == '-' ? 0 - value.Bits : ~value.Bits };
    }

    private static ConstantValue Apply(Token op, ConstantValue left, ConstantValue right)
    {
        if (op.Is('&', '&'))
            return ConstantValue.Of(left.IsTrue && right.IsTrue ? 1L : 0L);
        if (op.Is('|', '|'))
            return ConstantValue.Of(left.IsTrue || right.IsTrue ? 1L : 0L);
        return left.IsFloat || right.IsFloat ? ApplyFloat(op, left.Number, right.Number) : ApplyInteger(op, left, right);
    }

    private static ConstantValue ApplyFloat(Token op, double left, double right) => op.Symbol switch
    {
        '*' => ConstantValue.Of(left * right),
        '/' => ConstantValue.Of(left / right),
        '+' => ConstantValue.Of(left + right),
        '-' => ConstantValue.Of(left - right),
        '<' => ConstantValue.Of(left < right ? 1L : 0L),
        '>' => ConstantValue.Of(left > right ? 1L : 0L),
        ('<' << 8) | '=' => ConstantValue.Of(left <= right ? 1L : 0L),
        ('>' << 8) | '=' => ConstantValue.Of(left >= right ? 1L : 0L),
        ('=' << 8) | '=' => ConstantValue.Of(left == right ? 1L : 0L),
        ('!' << 8) | '=' => ConstantValue.Of(left != right ? 1L : 0L),
        _ => throw Fail("this operator needs integers", op),
    };

    private static ConstantValue ApplyInteger(Token op, ConstantValue left, ConstantValue right)
    {
        (ulong a, ulong b) = (left.Bits, right.Bits);
        // A shift takes the sign of what is shifted, everything else the usual conversions of C.
        bool isUnsigned = left.IsUnsigned || right.IsUnsigned;
        int order = isUnsigned ? a.CompareTo(b) : left.Signed.CompareTo(right.Signed);
        ConstantValue Integer(ulong bits) => new(bits, isUnsigned, TokenKind.Integer);
        switch (op.Symbol)
        {
            case '*': return Integer(a * b);
            case '+': return Integer(a + b);
            case '-': return Integer(a - b);
            case '&': return Integer(a & b);
            case '^': return Integer(a ^ b);
            case '|': return Integer(a | b);
            case '/' or '%' when b == 0: throw Fail("division by zero in a constant expression", op);
            // The one signed quotient that overflows is the negation.
            case '/': return Integer(isUnsigned ? a / b : right.Signed == -1 ? 0 - a : (ulong)(left.Signed / right.Signed));
            case '%': return Integer(isUnsigned ? a % b : right.Signed == -1 ? 0 : (ulong)(left.Signed % right.Signed));
            case ('<' << 8) | '<': return left with { Bits = b > 63 ? 0 : a << (int)b };
            case ('>' << 8) | '>' when left.IsUnsigned: return left with { Bits = b > 63 ? 0 : a >> (int)b };
            case ('>' << 8) | '>': return left with { Bits = (ulong)(left.Signed >> (int)Math.Min(b, 63)) };
            case '<': return ConstantValue.Of(order < 0 ? 1L : 0L);
            case '>': return ConstantValue.Of(order > 0 ? 1L : 0L);
            case ('<' << 8) | '=': return ConstantValue.Of(order <= 0 ? 1L : 0L);
            case ('>' << 8) | '=': return ConstantValue.Of(order >= 0 ? 1L : 0L);
            case ('=' << 8) | '=': return ConstantValue.Of(a == b ? 1L : 0L);
            default: return ConstantValue.Of(a != b ? 1L : 0L);
        }
    }
}
