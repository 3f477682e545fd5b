// The objects of the mock, and what happens to them: every change goes to who watches.
import { EventEmitter } from 'node:events';
import { eventsOf, iso, makeOthers, makeTasks, nextVersion, object, statusOf } from './fixtures.mjs';

export class World extends EventEmitter {
  constructor(count) {
    super();
    this.setMaxListeners(0);
    const now = Date.now();
    this.kinds = { tasks: new Map(), crontasks: new Map(), agents: new Map(), contexts: new Map(), events: new Map() };
    for (const task of makeTasks(count, now)) this.#keep('tasks', task);
    for (const [kind, objects] of Object.entries(makeOthers(now))) for (const one of objects) this.#keep(kind, one);
    for (const task of [...this.kinds.tasks.values()].slice(0, 50)) for (const one of eventsOf(task, now)) this.#keep('events', one);
  }

  list(kind, namespace, fields = {}) {
    return [...this.kinds[kind].values()].filter(
      (o) =>
        (!namespace || o.metadata.namespace === namespace) &&
        Object.entries(fields).every(([path, value]) => path.split('.').reduce((at, part) => at?.[part], o) === value),
    );
  }

  find(kind, namespace, name) {
    return this.kinds[kind].get(`${namespace}/${name}`);
  }

  /** Stores an object in a new version. */
  write(kind, one) {
    const key = `${one.metadata.namespace}/${one.metadata.name}`;
    const type = this.kinds[kind].has(key) ? 'modified' : 'added';
    one.metadata.resourceVersion = nextVersion();
    this.kinds[kind].set(key, one);
    this.emit('change', { kind, type, object: one });
    return one;
  }

  create(namespace, name, spec, labels) {
    const metadata = {
      name,
      namespace,
      uid: `new-${name}`,
      creationTimestamp: iso(Date.now()),
      generation: 1,
      ...(labels && { labels }),
    };
    const task = this.write('tasks', object('Task', metadata, spec, { phase: 'Pending' }));
    setTimeout(() => this.#set(task, 'Running'), 1500).unref();
    setTimeout(() => this.#set(task, 'Completed'), 25_000).unref();
    return task;
  }

  stop(task) {
    if (['Completed', 'Failed'].includes(task.status?.phase)) return task;
    this.#set(task, 'Completed');
    task.status.message = 'a user stopped it';
    task.status.conditions.push({
      type: 'Stopped',
      status: 'True',
      reason: 'Stopped',
      message: 'a user stopped it',
      lastTransitionTime: iso(Date.now()),
    });
    return this.write('tasks', task);
  }

  #set(task, phase) {
    if (task.status?.phase === 'Completed') return;
    task.status = statusOf(phase, task.metadata.name, Date.parse(task.metadata.creationTimestamp));
    if (phase === 'Completed') task.status.completionTime = iso(Date.now());
    this.write('tasks', structuredClone(task));
  }

  #keep(kind, one) {
    this.kinds[kind].set(`${one.metadata.namespace}/${one.metadata.name}`, one);
  }
}
