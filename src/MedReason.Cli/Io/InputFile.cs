namespace MedReason.Cli;

/// <summary>Opens an input file with a failure that names it.</summary>
internal static class InputFile
{
    public static FileStream OpenRead(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputFormatException("cannot be read: " + exception.Message, exception) { File = path };
        }
    }
}
