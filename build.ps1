#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests and measures ZStack.Backup for people with pwsh.
.EXAMPLE
    ./build.ps1 -Task Build, Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Bench')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with $LASTEXITCODE." }
}

Push-Location $PSScriptRoot
try {
    foreach ($name in $Task) {
        switch ($name) {
            'Build' { Invoke-DotNet build }
            'Test' {
                Invoke-DotNet build
                if (-not (Test-Path tests/Pester)) {
                    Write-Warning 'There is no tests/Pester: no Pester tests ran.'
                    break
                }
                $result = Invoke-Pester -Path tests/Pester -PassThru
                if ($result.FailedCount -gt 0) { throw "$($result.FailedCount) Pester tests failed." }
            }
            'Bench' { Invoke-DotNet run -c Release --project tests/Benchmarks }
        }
    }
}
finally {
    Pop-Location
}
