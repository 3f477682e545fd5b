using System.Globalization;
using System.Text;

namespace KubeTask.Functions.TaskApi;

/// <summary>
/// Decodes a body as kubectl decodes a file: UTF-8 with or without a byte order mark, or UTF-16 with one, as some editors write it. Bytes
/// that stand for no character are an error here, so that nothing is replaced unnoticed.
/// </summary>
internal static class SubmissionEncoding
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static (string? Text, string? Error) Decode(ReadOnlySpan<byte> body)
    {
        (Encoding encoding, int mark, string name) = body switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ((Encoding)s_utf8, 3, "UTF-8"),
            [0xFF, 0xFE, ..] => (Utf16(bigEndian: false), 2, "UTF-16"),
            [0xFE, 0xFF, ..] => (Utf16(bigEndian: true), 2, "UTF-16"),
            _ => (s_utf8, 0, "UTF-8"),
        };
        if (encoding == s_utf8 && body.IndexOf((byte)0) is >= 0 and var zero)
        {
            return (
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the body can't be read: byte {zero + 1} is zero, as in UTF-16 without a byte order mark; send UTF-8"
                )
            );
        }

        try
        {
            return (encoding.GetString(body[mark..]), null);
        }
        catch (DecoderFallbackException e)
        {
            return (
                null,
                string.Create(CultureInfo.InvariantCulture, $"the body is not {name}: byte {e.Index + mark + 1} is wrong; send UTF-8")
            );
        }
    }

    private static UnicodeEncoding Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
