namespace ZStack.Backup.Client.Statements;

/// <summary>What says itself with more than one sentence.</summary>
internal interface ISayable
{
    string Say(StatementLanguage language);
}
