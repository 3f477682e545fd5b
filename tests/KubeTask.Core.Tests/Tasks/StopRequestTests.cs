using k8s.Models;
using KubeTask.Core.Api;

namespace KubeTask.Core.Tests.Tasks;

/// <summary>hazards.md, row 53: what the annotations that stop a Task say.</summary>
public sealed class StopRequestTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("t")]
    [InlineData("T")]
    [InlineData("true")]
    [InlineData("TRUE")]
    [InlineData("True")]
    public void Hazard_53_every_spelling_of_true_stops_a_Task(string value)
    {
        Assert.Equal(StopRequest.Stop, StopRequest.Of(Annotated(Annotations.Stop, value)));
        Assert.Equal(StopRequest.Terminate, StopRequest.Of(Annotated(Annotations.Terminate, value)));
        Assert.Null(StopRequests.Invalid(Annotated(Annotations.Stop, value)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("f")]
    [InlineData("F")]
    [InlineData("false")]
    [InlineData("FALSE")]
    [InlineData("False")]
    [InlineData(null)]
    public void Every_spelling_of_false_lets_a_Task_run(string? value)
    {
        Assert.Equal(StopRequest.None, StopRequest.Of(Annotated(Annotations.Stop, value)));
        Assert.Null(StopRequests.Invalid(Annotated(Annotations.Stop, value)));
        Assert.Null(StopRequests.Invalid(Annotated(Annotations.Terminate, value)));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("")]
    [InlineData(" true")]
    [InlineData("true\n")]
    [InlineData("tRUE")]
    [InlineData("on")]
    [InlineData("now")]
    [InlineData("2")]
    public void Hazard_53_any_other_value_stops_nothing_and_is_reported_with_what_to_write(string value)
    {
        foreach (string annotation in new[] { Annotations.Stop, Annotations.Terminate })
        {
            V1Alpha1Task task = Annotated(annotation, value);

            Assert.Equal(StopRequest.None, StopRequest.Of(task));
            string message = StopRequests.Invalid(task)!;
            Assert.StartsWith($"annotation {annotation} is \"{value.Replace('\n', ' ')}\"", message, StringComparison.Ordinal);
            Assert.Contains($"{annotation}=true", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_annotation_that_stops_the_Task_is_enough()
    {
        V1Alpha1Task task = Annotated(Annotations.Stop, "yes");
        task.Metadata.Annotations[Annotations.Terminate] = "True";

        Assert.Equal(StopRequest.Terminate, StopRequest.Of(task));
        Assert.Null(StopRequests.Invalid(task));
    }

    private static V1Alpha1Task Annotated(string annotation, string? value) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = "t",
                Annotations = new Dictionary<string, string> { [annotation] = value! },
            },
            Spec = new V1Alpha1TaskSpec(),
        };
}
