global using AgentDecision = KubeTask.Core.Outcomes.Decision<KubeTask.Core.Agents.AgentNeed, KubeTask.Core.Agents.AgentAction>;
global using CronTaskDecision = KubeTask.Core.Outcomes.Decision<KubeTask.Core.Cron.CronTaskNeed, KubeTask.Core.Cron.CronTaskAction>;
global using TaskDecision = KubeTask.Core.Outcomes.Decision<KubeTask.Core.Outcomes.Need, KubeTask.Core.Tasks.TaskAction>;
