# Builds, trains, tests, measures: the same verbs as build.sh. Needs the .NET 10 SDK; `ptx`, `emulator-native` and `toolkit` run build.sh's scripts and want bash.
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'

# A session of PowerShell cuts -p:NAME=VALUE in two and takes 128,64 for a list: both are put together again.
$words = @()
foreach ($word in $args) {
    if ($words.Count -gt 0 -and $words[-1] -match '^-\w+:$') { $words[-1] += $word -join ',' } else { $words += $word -join ',' }
}

$verb = if ($words.Count -gt 0) { $words[0] } else { 'build' }
$rest = @($words | Select-Object -Skip 1)
$command = 'src/CudaMlp.Cli/bin/Release/net10.0/CudaMlp.Cli.dll'

# Takes a block, as the words of a function would be cut in the same way.
function Invoke-Checked([scriptblock] $call) {
    & $call
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

# What the build says goes to the errors: the output is the command's alone.
function Build-Command {
    Invoke-Checked { dotnet build src/CudaMlp.Cli -c Release -v quiet | ForEach-Object { [Console]::Error.WriteLine($_) } }
}

function Get-Usage { (Get-Content build.sh -Encoding utf8) -match '^\./build\.sh ' -replace '^\./build\.sh', './build.ps1' }

switch ($verb) {
    'build' { Invoke-Checked { dotnet build CudaMlp.sln -c Release -v quiet @rest } }
    'train' { Build-Command; Invoke-Checked { dotnet $command train @rest } }
    'run' { Build-Command; Invoke-Checked { dotnet $command @rest } }
    'test' {
        Invoke-Checked { dotnet build CudaMlp.sln -c Release -v quiet }
        dotnet test CudaMlp.sln -c Release --no-build -m:1 @rest | Tee-Object -Variable log
        $status = $LASTEXITCODE
        $passed = 0; $failed = 0; $skipped = 0
        foreach ($line in $log) {
            if ("$line" -match 'Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+)') {
                $failed += [int]$Matches[1]; $passed += [int]$Matches[2]; $skipped += [int]$Matches[3]
            }
        }
        "$passed passed, $failed failed, $skipped skipped"
        exit $status
    }
    'bench' {
        $more = @($rest | Select-Object -Skip 1)
        Invoke-Checked { dotnet run -c Release --project benchmarks/CudaMlp.Benchmarks '--' --filter "*$($rest[0])*" @more }
    }
    'ptx' { Invoke-Checked { bash kernels/build-ptx.sh @rest } }
    'format' {
        if ($rest -contains '--check') { Invoke-Checked { dotnet format CudaMlp.sln --verify-no-changes } }
        else { Invoke-Checked { dotnet format CudaMlp.sln } }
    }
    'emulator-native' { Invoke-Checked { bash src/CudaMlp.Emulator.Native/build-native.sh @rest } }
    'toolkit' { Invoke-Checked { bash tests/cuda-toolkit.sh } }
    'publish' {
        $out = if ($rest.Count -gt 0) { $rest[0] } else { 'artifacts/cudamlp' }
        Invoke-Checked { dotnet publish src/CudaMlp.Cli -c Release -v quiet -p:PublishReadyToRun=true --use-current-runtime --self-contained false -o $out }
    }
    { $_ -in 'help', '-h', '--help' } { Get-Usage }
    default {
        [Console]::Error.WriteLine("build.ps1: '$verb' is none of its verbs")
        Get-Usage | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 2
    }
}
