<#
.SYNOPSIS
    Runs Pester tests in this process; exit code 1 when one did not pass, or when none ran.
#>
param(
    # A test file, or a folder of them.
    [string] $Path = $PSScriptRoot,

    [version] $PesterVersion,

    # Gets the outcome of each test as JSON: File, Name, Outcome, Message.
    [string] $ResultFile
)

$ErrorActionPreference = 'Stop'
# Where the build leaves the pinned versions.
$modules = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'Modules'))
$env:PSModulePath = $modules + [System.IO.Path]::PathSeparator + $env:PSModulePath
$found = Get-Module -ListAvailable Pester | Where-Object { $_.Version -ge [version] '5.5' -and (-not $PesterVersion -or $_.Version -eq $PesterVersion) } |
    Sort-Object Version -Descending | Select-Object -First 1
if (-not $found) {
    $which = if ($PesterVersion) { "Pester $PesterVersion" } else { 'Pester 5.5 or newer' }
    throw "$which is needed. Build first: dotnet build restores it into out/Modules; or install it with: Install-PSResource Pester"
}
Import-Module $found.Path
# What the module notes for its next call belongs to these tests, not to whoever runs them.
$state = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "zstack-backup-state-$PID")
$env:XDG_STATE_HOME = $state
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Detailed'
$result = Invoke-Pester -Configuration $configuration
Remove-Item $state -Recurse -Force -ErrorAction Ignore

# A file that cannot be read has no tests, and a block whose preparation failed may have none.
$broken = @($result.FailedContainers) + @($result.FailedBlocks) | Where-Object { $_ }
if ($ResultFile) {
    $outcomes = @(
        foreach ($test in $result.Tests) {
            $message = @($test.ErrorRecord | ForEach-Object { "$($_.DisplayErrorMessage)`n$($_.DisplayStackTrace)" }) -join "`n"
            [ordered] @{ File = [System.IO.Path]::GetFileName($test.ScriptBlock.File); Name = $test.ExpandedPath; Outcome = "$($test.Result)"; Message = $message }
        }
        foreach ($container in $broken) {
            [ordered] @{ File = [System.IO.Path]::GetFileName($Path); Name = "$($container.Name) can be run"; Outcome = 'Failed'; Message = "$($container.ErrorRecord)" }
        }
    )
    [System.IO.File]::WriteAllText($ResultFile, (ConvertTo-Json $outcomes))
}
exit [int] ($result.Result -ne 'Passed' -or $result.PassedCount -eq 0 -or $result.SkippedCount -ne 0 -or $broken)
