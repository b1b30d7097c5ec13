<#
.SYNOPSIS
    Runs the Pester tests of this folder in this process; exit code 1 when one failed, or when none ran.
#>
param(
    # Gets pester.trx, with the counters only, beside the results of dotnet test.
    [string] $ResultsDirectory,

    [version] $PesterVersion
)

$ErrorActionPreference = 'Stop'
$found = Get-Module -ListAvailable Pester | Where-Object { $_.Version -ge [version] '5.5' -and (-not $PesterVersion -or $_.Version -eq $PesterVersion) } |
    Sort-Object Version -Descending | Select-Object -First 1
if (-not $found) { throw 'Pester 5.5 or newer is needed. Install it with: Install-PSResource Pester' }
Import-Module $found.Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
if ($ResultsDirectory) {
    $counters = '<TestRun><Counters total="{0}" passed="{1}" failed="{2}" /></TestRun>' -f ($result.PassedCount + $result.FailedCount), $result.PassedCount, $result.FailedCount
    [System.IO.File]::WriteAllText((Join-Path $ResultsDirectory 'pester.trx'), $counters)
}
exit [int] ($result.Result -ne 'Passed' -or $result.PassedCount -eq 0)
