import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { hasToken, Problem, signIn, signOut } from './api/client.ts';
import { forgetAll } from './api/live.ts';
import { forgetRights } from './api/rights.ts';
import { useStore } from './api/store.ts';
import { waking } from './api/waking.ts';
import { formatRoute, type Route } from './model/route.ts';
import { AgentsPage } from './pages/Agents.tsx';
import { ContextsPage } from './pages/Contexts.tsx';
import { CronTasksPage } from './pages/CronTasks.tsx';
import { NewTaskPage } from './pages/NewTask.tsx';
import { SignInPage, trySignIn } from './pages/SignIn.tsx';
import { SystemPage } from './pages/System.tsx';
import { TaskPage } from './pages/TaskPage.tsx';
import { TasksPage } from './pages/Tasks.tsx';
import { NamespacePicker } from './ui/Namespaces.tsx';
import { go, useNamespace, useRoute } from './ui/navigation.ts';
import { Empty, ProblemNote } from './ui/parts.tsx';
import { Toast } from './ui/toast.tsx';

const againAfter = 2000;
const pages: [string, string][] = [
  ['tasks', 'Tasks'],
  ['crontasks', 'CronTasks'],
  ['agents', 'Agents'],
  ['contexts', 'Contexts'],
  ['system', 'System'],
];

export function App(): JSX.Element {
  const signedIn = useStore(signIn);
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = (): void => {
    trySignIn().catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      if (error.status !== 401) setProblem(error);
    });
  };
  // Also when the page gets another token.
  useEffect(() => {
    setProblem(null);
    if (signedIn.state === 'unknown') begin();
  }, [signedIn]);
  // The API server, or the way to it, may be away for a while.
  useEffect(() => {
    const timer = problem?.passing ? setTimeout(begin, againAfter) : undefined;
    return () => clearTimeout(timer);
  }, [problem]);
  if (signedIn.state === 'out') return <SignInPage />;
  if (signedIn.state === 'unknown') {
    return (
      <main class="sign-in">
        {problem ? <ProblemNote problem={problem} retry={begin} /> : <Empty>Waiting for the functions, which may be waking up…</Empty>}
      </main>
    );
  }
  return <Signed />;
}

function Signed(): JSX.Element {
  const route = useRoute();
  const ns = useNamespace();
  useEffect(() => () => (forgetAll(), forgetRights()), []);
  useEffect(() => {
    document.title = titleOf(route);
  }, [route]);
  useBackByEscape(route);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={formatRoute('tasks', [], { ns })}>
          KubeTask
        </a>
        <nav aria-label="Pages">
          {pages.map(([page, title]) => (
            <a key={page} href={formatRoute(page, [], { ns })} aria-current={route.page === page ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <NamespacePicker />
        {hasToken() ? (
          <button type="button" class="plain" onClick={() => signOut()}>
            Sign out
          </button>
        ) : null}
      </header>
      <main id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
      <Waking />
      <Toast />
    </>
  );
}

/** An answer is late: the functions sleep while there is no work, and nobody looks. */
function Waking(): JSX.Element {
  return (
    <div class="waking" role="status">
      {useStore(waking) ? <span>No answer yet; the functions may be waking up…</span> : null}
    </div>
  );
}

function Page({ route }: { route: Route }): JSX.Element {
  const [ns, name] = route.path;
  switch (route.page) {
    case 'tasks':
      return ns && name ? <TaskPage key={`${ns}/${name}`} ns={ns} name={name} /> : <TasksPage />;
    case 'new':
      return <NewTaskPage key={route.query['from'] ?? ''} />;
    case 'crontasks':
      return <CronTasksPage />;
    case 'agents':
      return <AgentsPage />;
    case 'contexts':
      return <ContextsPage />;
    case 'system':
      return <SystemPage />;
    default:
      return <Empty>There is no such page. Choose one above.</Empty>;
  }
}

function titleOf(route: Route): string {
  const title = route.page === 'new' ? 'New Task' : (pages.find(([page]) => page === route.page)?.[1] ?? '');
  return [route.path[1] ?? title, 'KubeTask'].filter(Boolean).join(' · ');
}

/** Esc leaves a Task, and the form of a new one. In a field it has the field's own meaning. */
function useBackByEscape(route: Route): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if ((event.target as HTMLElement).closest('input, textarea, select')) return;
      if (route.page === 'tasks' && route.path.length > 0) go('tasks', [], { ns: route.query['ns'] });
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [route]);
}
