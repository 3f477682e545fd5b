// Most of these tests wait for processes, so more of them can run at once than there are cores.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
