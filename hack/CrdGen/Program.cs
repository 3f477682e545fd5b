using KubeTask.CrdGen;

return await CrdFiles.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
