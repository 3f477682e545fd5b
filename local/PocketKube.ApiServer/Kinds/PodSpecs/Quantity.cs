using System.Globalization;
using System.Numerics;

namespace PocketKube.ApiServer.Kinds.PodSpecs;

/// <summary>An amount such as <c>500m</c> or <c>1Gi</c>, read and written as apimachinery does (pkg/api/resource), to the nano.</summary>
internal readonly record struct Quantity : IComparable<Quantity>
{
    private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const int Smallest = -9;
    private const int FewDigits = 18;

    private static readonly string[] s_decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] s_binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly BigInteger s_unit = BigInteger.Pow(10, -Smallest);
    private static readonly BigInteger s_most = long.MaxValue * s_unit;

    private readonly BigInteger _nanos;
    private readonly char _format;

    private Quantity(BigInteger nanos, char format) => (_nanos, _format) = (nanos, format);

    public int Sign => _nanos.Sign;

    public bool IsWhole => _nanos % s_unit == 0;

    /// <param name="wrong">What is wrong with the text; null if it is a quantity.</param>
    public static Quantity Parse(string text, out string? wrong)
    {
        text = text.Trim();
        int at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        string whole = Digits(text, at);
        at += whole.Length;
        string fraction = at < text.Length && text[at] == '.' ? Digits(text, at + 1) : "";
        at += at < text.Length && text[at] == '.' ? fraction.Length + 1 : 0;
        string suffix = text[at..];
        if (text.Length == 0 || !IsSuffix(suffix))
        {
            wrong = WrongFormat;
            return default;
        }

        if (Factor(suffix) is not { } factor)
        {
            wrong = WrongSuffix;
            return default;
        }

        wrong = null;
        BigInteger value = BigInteger.Parse("0" + whole + fraction, CultureInfo.InvariantCulture) << factor.Binary;
        BigInteger nanos = Scaled(value, factor.Scale - fraction.Length - Smallest);
        // The real one keeps few digits exactly, with any exponent; other values stop at what 64 bits hold.
        if (nanos > s_most && (factor.Format == 'b' || whole.TrimStart('0').Length + fraction.Length > FewDigits))
            nanos = s_most;
        return new(text[0] == '-' ? -nanos : nanos, factor.Format);
    }

    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <summary>The canonical form: <c>1024Mi</c> is <c>1Gi</c>, <c>0.5</c> is <c>500m</c>.</summary>
    public override string ToString()
    {
        BigInteger left = _nanos;
        int step = 0;
        if (_format == 'b' && IsWhole && BigInteger.Abs(_nanos) >= 1024 * s_unit)
        {
            left /= s_unit;
            for (; left % 1024 == 0 && step < s_binary.Length - 1; step++)
                left /= 1024;
            return left.ToString(CultureInfo.InvariantCulture) + s_binary[step];
        }

        if (left.IsZero)
            return "0";

        for (; left % 1000 == 0 && (step < s_decimal.Length - 1 || _format == 'e'); step++)
            left /= 1000;
        int exponent = Smallest + 3 * step;
        return left.ToString(CultureInfo.InvariantCulture)
            + (
                _format != 'e' ? s_decimal[step]
                : exponent == 0 ? ""
                : $"e{exponent}"
            );
    }

    /// <summary>Rounds up what is less than a nano.</summary>
    private static BigInteger Scaled(BigInteger value, int exponent)
    {
        var factor = BigInteger.Pow(10, Math.Abs(exponent));
        return exponent >= 0 ? value * factor : (value + factor - 1) / factor;
    }

    private static string Digits(string text, int from) => new([.. text.Skip(from).TakeWhile(char.IsAsciiDigit)]);

    private static bool IsSuffix(string suffix)
    {
        string rest = suffix.TrimStart([.. "eEinumkKMGTP"]);
        return rest.Length == 0 || (rest[0] is '+' or '-' ? rest[1..] : rest).All(char.IsAsciiDigit);
    }

    private static (int Scale, int Binary, char Format)? Factor(string suffix)
    {
        if (Array.IndexOf(s_decimal, suffix) is >= 0 and var decimalStep)
            return (Smallest + 3 * decimalStep, 0, 'd');
        if (Array.IndexOf(s_binary, suffix) is > 0 and var binaryStep)
            return (0, 10 * binaryStep, 'b');
        return
            suffix.Length > 1
            && suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent)
            ? (Math.Clamp(exponent, -1000, 1000), 0, 'e')
            : null;
    }
}
