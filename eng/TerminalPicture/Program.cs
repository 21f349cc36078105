using System.Globalization;
using Durable.TerminalPicture;

if (args is not [var columns, var title, var description])
{
    await Console.Error.WriteLineAsync("""
        Usage: terminal-picture COLUMNS TITLE DESCRIPTION < output > picture.svg
        Reads what a program has written to a terminal of so many columns, and draws what that shows.
        """);
    return 2;
}

var screen = new Screen(int.Parse(columns, CultureInfo.InvariantCulture));
using (var output = new StreamReader(Console.OpenStandardInput()))
{
    screen.Write(await output.ReadToEndAsync());
}

await using var picture = Console.OpenStandardOutput();
SvgPicture.Write(screen, title, description, picture);
return 0;
