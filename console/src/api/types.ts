// The objects as the API has them. Every field of a status may be absent.

export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: Metadata;
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface ContextMount {
  name: string;
  namespace?: string;
  mountPath?: string;
}

export interface TaskSpec {
  agentRef?: string;
  description?: string;
  contexts?: ContextMount[];
  [field: string]: unknown;
}

export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
  totalTokens?: number;
  costUSD?: number;
  costBasis?: string;
}

export interface Attempt {
  jobName: string;
  podName?: string;
  startTime?: string;
  completionTime?: string;
  exitCode?: number;
  reason?: string;
  neverStarted?: boolean;
}

export type Phase = 'Pending' | 'Queued' | 'Running' | 'Completed' | 'Failed';

export interface TaskStatus {
  phase?: Phase;
  message?: string;
  conditions?: Condition[];
  agent?: { name: string; image?: string };
  attempts?: Attempt[];
  contexts?: { name: string; namespace: string; commit: string }[];
  startTime?: string;
  completionTime?: string;
  nextAttemptTime?: string;
  jobName?: string;
  podName?: string;
  exitCode?: number;
  result?: string;
  turns?: number;
  usage?: Usage;
}

export interface Task extends KubeObject {
  spec: TaskSpec;
  status?: TaskStatus;
}

export interface CronTask extends KubeObject {
  spec: {
    schedule: string;
    timeZone?: string;
    suspend?: boolean;
    concurrencyPolicy?: string;
    startingDeadlineSeconds?: number;
    taskTemplate?: { spec?: TaskSpec };
  };
  status?: {
    active?: { name?: string }[];
    conditions?: Condition[];
    lastScheduleTime?: string;
    lastSuccessfulTime?: string;
    missed?: { count?: number; last?: string; reason?: string };
    nextScheduleTime?: string;
  };
}

export interface DayUsage extends Usage {
  date: string;
  tasks?: number;
}

export interface Agent extends KubeObject {
  spec: {
    agentImage?: string;
    serviceAccountName?: string;
    contexts?: ContextMount[];
    maxConcurrentTasks?: number;
    quota?: { maxTaskStarts: number; windowSeconds: number };
  };
  status?: {
    conditions?: Condition[];
    running?: number;
    queued?: number;
    slots?: { task: string; since?: string }[];
    starts?: string[];
    usagePerDay?: DayUsage[];
  };
}

export interface Context extends KubeObject {
  spec: {
    type: 'Inline' | 'ConfigMap' | 'Git' | 'MCP';
    allowedNamespaces?: string[];
    inline?: { content: string };
    configMap?: { name: string; key?: string };
    git?: { repository: string; ref?: string; path?: string };
    mcp?: { servers?: { name: string; url?: string; command?: string }[] };
  };
}

export interface KubeEvent extends KubeObject {
  involvedObject?: { kind?: string; name?: string; uid?: string };
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string;
}

export interface Review {
  verb: string;
  group?: string;
  resource: string;
  subresource?: string;
  name?: string;
  allowed?: boolean;
  reason?: string;
}

export interface System {
  versions: { kubeTask?: string; kubernetes?: string; runtime?: string };
  namespace: string;
  functions?: { desired?: number; ready?: number; image?: string; wakeSeconds?: number };
  problems?: string[];
}

export interface ListOf<T> {
  metadata?: { resourceVersion?: string; continue?: string };
  items: T[];
}

export type Kind = 'tasks' | 'crontasks' | 'agents' | 'contexts' | 'events';
