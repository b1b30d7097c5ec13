# What the tests of the runbooks have in common: a node, the variables that a runbook reads, a vault of secrets. Dot-source it in BeforeAll.

. (Join-Path $PSScriptRoot 'Sandbox.ps1')
Import-Module $StagedModule
$node = Start-TestNode
$runbooks = [System.IO.Path]::Combine($Repository, 'docs', 'runbooks')
$variables = @{ ZSTACK_SERVER = $node.Url; ZSTACK_ACCOUNT = 'admin'; ZSTACK_PASSWORD = 'password'; ZSTACK_STORE_USER = 'root'; ZSTACK_STORE_PASSWORD = 'password'; ZSTACK_MYSQL_PASSWORD = 'zstack.mysql.password' }
[void] (Connect-ZStack $node.Url -Credential $node.Admin)
$storage = (Get-ZStackBackupStorage | Where-Object { $_.Status -eq 'Connected' -and $_.State -eq 'Enabled' } | Select-Object -First 1).Name

# A vault that a test can fill: the module that the runbooks would find, with the one command that they use.
function New-Vault {
    $vault = [System.IO.Path]::Combine($TestDrive, 'vault', 'Microsoft.PowerShell.SecretManagement')
    [void] (New-Item -ItemType Directory $vault -Force)
    'function Get-Secret { param($Name) $text = if ($Name -eq "mysql") { "zstack.mysql.password" } else { "password" }; $secret = New-Object securestring; foreach ($c in $text.ToCharArray()) { $secret.AppendChar($c) }; if ($Name -eq "mysql") { $secret } else { New-Object pscredential $(if ($Name -eq "store") { "root" } else { "admin" }), $secret } }' | Set-Content (Join-Path $vault 'Microsoft.PowerShell.SecretManagement.psm1')
    "@{ ModuleVersion = '1.1.2'; RootModule = 'Microsoft.PowerShell.SecretManagement.psm1'; FunctionsToExport = 'Get-Secret' }" | Set-Content (Join-Path $vault 'Microsoft.PowerShell.SecretManagement.psd1')
    Split-Path $vault
}
