namespace KubeTask.Repository.Tests;

/// <summary>Folders of a project depend on each other in one direction only, so that each can be read before those that use it.</summary>
public sealed class FolderCircleTests
{
    private static readonly string[] s_places = ["lib/", "functions/", "keda/", "local/", "cli/"];

    public static TheoryData<string> Projects =>
        [.. FolderGraph.Projects().Where(p => s_places.Any(s => p.StartsWith(s, StringComparison.Ordinal)))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_depend_on_each_other_in_one_direction_only(string project) =>
        Expect.None(FolderGraph.OfProject(project).Circles());

    [Fact]
    public void A_circle_of_three_folders_is_found_once_with_a_file_for_each_arrow()
    {
        var graph = FolderGraph.Of([
            ("A/A.cs", "using P.B;\nnamespace P.A;"),
            ("B/B.cs", "using static P.C.Type;\nnamespace P.B;"),
            ("C/C.cs", "using D = P.A.Type;\nnamespace P.C;"),
            ("D/D.cs", "using P.A;\nusing var x = F();\nnamespace P.D;"),
        ]);

        string circle = Assert.Single(graph.Circles());
        Assert.Equal("P.A uses P.B in A/A.cs\nP.B uses P.C in B/B.cs\nP.C uses P.A in C/C.cs", circle);
    }

    [Fact]
    public void A_parent_that_uses_its_child_and_folders_that_use_one_ground_are_no_circle() =>
        Expect.None(
            FolderGraph
                .Of([
                    ("P.cs", "using P.A;\nnamespace P;"),
                    ("A/A.cs", "using P.B;\nnamespace P.A;"),
                    ("B/B.cs", "using System;\nnamespace P.B;"),
                    ("C/C.cs", "using P.A;\nusing P.B;\nnamespace P.C;"),
                ])
                .Circles()
        );
}
