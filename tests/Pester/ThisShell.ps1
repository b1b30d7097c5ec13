# The shell that runs this, to start it again: an installed PowerShell, PowerShell as a .NET tool (whose program is dotnet),
# or Windows PowerShell. Arguments come before those of the shell itself.
function Get-ThisShell {
    $program = (Get-Process -Id $PID).Path
    $isTool = [System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet'
    [pscustomobject] @{ Program = $program; Arguments = @(if ($isTool) { Join-Path $PSHOME 'pwsh.dll' }) }
}
