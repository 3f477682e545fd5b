namespace KubeTask.ModelServer.Apis;

internal static class StepText
{
    public static string Of(Step step) =>
        step switch
        {
            Step.Answer answer => answer.Text,
            Step.Cut cut => cut.Text,
            Step.Hang hang => hang.Text,
            _ => "",
        };
}
