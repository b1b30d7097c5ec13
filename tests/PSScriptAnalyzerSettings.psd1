# The rules of the PowerShell Gallery, what Windows PowerShell 5.1 can read, and one way to write it.
@{
    IncludeDefaultRules = $true
    Severity            = @('Error', 'Warning', 'Information')
    ExcludeRules        = @(
        # The host of a runbook's scheduler is where its last words go.
        'PSAvoidUsingWriteHost'
        # UTF-8 without a mark: the scripts are run on Linux too.
        'PSUseBOMForUnicodeEncodedFile'
        # Functions of the build and of tests change what the caller asked them to.
        'PSUseShouldProcessForStateChangingFunctions'
        # Pester's blocks use what others set, which the rule cannot see.
        'PSUseDeclaredVarsMoreThanAssignments'
        # dotnet's own arguments are words in an order.
        'PSAvoidUsingPositionalParameters'
    )
    Rules               = @{
        PSUseCompatibleSyntax          = @{ Enable = $true; TargetVersions = @('5.1', '7.4') }
        PSUseConsistentIndentation     = @{ Enable = $true; IndentationSize = 4; Kind = 'space'; PipelineIndentation = 'IncreaseIndentationForFirstPipeline' }
        PSUseConsistentWhitespace      = @{ Enable = $true; IgnoreAssignmentOperatorInsideHashTable = $true }
        PSUseCorrectCasing             = @{ Enable = $true }
        PSAvoidSemicolonsAsLineTerminators = @{ Enable = $true }
    }
}
