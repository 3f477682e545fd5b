# The examples as they are in the repository, in the release namespace, with the agent that shows what it gets; and a CronTask that fires.

example() { # file: for the echo agent of this version
  sed "s,quay.io/kubetask/kubetask-agent-[a-z]*:latest,$ECHO_IMAGE,; s/namespace: kubetask-system/namespace: $system/" "examples/$1"
}
examples_apply() { { for file in 01-agent 02-contexts 04-crontask; do example $file.yaml; echo ---; done; } | s apply -f - >/dev/null; }
completed_in_system() { is Completed "$(s get task "$1" -o 'jsonpath={.status.phase}')"; }
example_completed() {
  example 03-task.yaml | s apply -f - >/dev/null && within 120 completed_in_system update-service-a && echo || return
  local log; log=$(s logs "job/$(s get task update-service-a -o 'jsonpath={.status.jobName}')")
  has "$log" '--- /workspace/guide.md ---' '--- /workspace/task.md ---' 'Update dependencies to latest versions.' \
    '<context name="coding-standards"' && wc -l <<<"$log" | xargs printf '%s lines of log'
}
task_of_cron() { s get tasks -l "kubetask.io/crontask=$1" -o 'jsonpath={.items[0].metadata.name}'; }
cron_completed() { completed_in_system "$(task_of_cron "$1")" && [ -n "$(task_of_cron "$1")" ]; }
triggered() { s annotate crontask nightly-update kubetask.io/trigger=now >/dev/null && within 90 cron_completed nightly-update; }
fires() {
  example 04-crontask.yaml |
    sed 's/name: nightly-update/name: each-minute/; s/schedule: .*/schedule: "* * * * *"/; /startingDeadlineSeconds/d' |
    s apply -f - >/dev/null && within 120 cron_completed each-minute && printf ': %s' "$(task_of_cron each-minute)" &&
    s delete crontask each-minute --wait=false >/dev/null
}

checks_seed() {
  check 'the examples apply as they are' examples_apply
  check 'the Task of the examples is Completed, and its log has its Contexts' example_completed
  check 'the CronTask of the examples makes a Task when it is triggered' triggered
  check 'a CronTask fires when it is due' fires
}
