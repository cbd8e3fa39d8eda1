return Microsoft.PowerShell.ConsoleShell.Start(null, "", args);
