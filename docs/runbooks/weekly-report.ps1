<#
.SYNOPSIS
    Writes one page on the backups of many nodes, and mails it where asked to.
.DESCRIPTION
    The nodes come from a CSV file with the columns Server and SecretName; an empty SecretName means the log-in of the
    environment, ZSTACK_ACCOUNT with ZSTACK_PASSWORD. A node that cannot be logged in to is on the page, too. The vault:
    -VaultPath, or ZSTACK_BACKUP_VAULT. With -To the page is the body of a mail, by -SmtpServer or into -MailFolder, from
    where a mail server picks it up. Exit codes: 0 all are healthy, 1 no page: there is no list, or no node in it, 2 some
    need somebody, 3 nothing was found and not all is known, 4 the page could not be written, or the mail not be sent.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)] [string] $Nodes,
    [Parameter(Mandatory = $true)] [string] $OutFile,
    [string] $VaultPath = $env:ZSTACK_BACKUP_VAULT,
    [ValidateSet('en-US', 'zh-CN')] [string] $Culture = 'en-US',
    [string[]] $To,
    [string] $From,
    [string] $SmtpServer,
    [int] $SmtpPort = 25,
    [string] $MailFolder
)

$ErrorActionPreference = 'Stop'
$exitCode = 1
try {
    Import-Module ZStack.Backup
    if ($To -and -not ($From -and ($SmtpServer -or $MailFolder))) { throw '-To needs -From, and -SmtpServer or -MailFolder.' }
    $rows = @(Import-Csv $Nodes | Where-Object Server)
    if ($rows.Count -eq 0) { throw "There is no node in $Nodes." }
    $asked = @{}
    if ($VaultPath) { $asked.VaultPath = $VaultPath }
    $sessions = @()
    try {
        foreach ($row in $rows) {
            try {
                if ($row.SecretName) { $login = Get-Secret $row.SecretName }
                else {
                    $password = New-Object securestring
                    foreach ($character in "$env:ZSTACK_PASSWORD".ToCharArray()) { $password.AppendChar($character) }
                    $login = New-Object pscredential "$env:ZSTACK_ACCOUNT", $password
                }
                $sessions += Connect-ZStack $row.Server -Credential $login -TimeoutSec 60
            }
            # Why stands on the page.
            catch { Write-Output "$($row.Server): $_" }
        }
        if ($sessions) { $asked.Session = $sessions }
        $health = @($rows.Server | Get-ZStackBackupHealth @asked)
    }
    finally {
        if ($sessions) { $sessions | Disconnect-ZStack -ErrorAction Continue }
    }
    $exitCode = 4
    $page = $health | Export-ZStackBackupReport $OutFile -Format Html -Culture $Culture -PassThru
    $needing = @($health | Where-Object { "$($_.Status)" -in 'Critical', 'Warning' })
    if ($To) {
        $mail = New-Object System.Net.Mail.MailMessage
        $smtp = if ($MailFolder) { New-Object System.Net.Mail.SmtpClient } else { New-Object System.Net.Mail.SmtpClient $SmtpServer, $SmtpPort }
        try {
            if ($MailFolder) {
                $smtp.DeliveryMethod = 'SpecifiedPickupDirectory'
                $smtp.PickupDirectoryLocation = (Resolve-Path -LiteralPath $MailFolder).ProviderPath
            }
            $mail.From = $From
            foreach ($one in $To) { $mail.To.Add($one) }
            $mail.Subject = "ZStack backups: $($needing.Count) of $($health.Count) clouds need you"
            $mail.SubjectEncoding = $mail.BodyEncoding = [System.Text.Encoding]::UTF8
            $mail.IsBodyHtml = $true
            $mail.Body = [System.IO.File]::ReadAllText($page.FullName)
            $smtp.Send($mail)
        }
        finally {
            $smtp.Dispose()
            $mail.Dispose()
        }
    }
    Write-Output "$($health.Count) nodes, $($needing.Count) need somebody: $($page.FullName)"
    $exitCode = if ($needing) { 2 } elseif (@($health | Where-Object { "$($_.Status)" -ne 'Healthy' })) { 3 } else { 0 }
}
catch {
    Write-Output "FAILED ($exitCode): $_"
    Write-Output "$($_.ErrorDetails.RecommendedAction)"
}
exit $exitCode
