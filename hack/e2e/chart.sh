# The API server takes each object that the chart renders, with each of charts/kubetask/ci/*-values.yaml.

rendered_for() { # values: in a namespace without KubeTask, and with a group version that this server has
  helm template kubetask charts/kubetask -n "$other" --kube-version 1.30.0 -f "$1" |
    if [ "$minor" -ge 21 ]; then cat; else sed 's,^apiVersion: policy/v1$,apiVersion: policy/v1beta1,'; fi
}
accepted() { # values
  local answer
  answer=$(rendered_for "$1" | kubectl apply --dry-run=server --validate=false -f - 2>&1) || { printf '%s\n' "$answer"; return 1; }
  grep -c '(server dry run)$' <<<"$answer" | xargs printf '%s objects'
}

checks_chart() {
  local file
  for file in charts/kubetask/ci/*-values.yaml; do
    check "the chart with $(basename "$file" -values.yaml): every object is accepted" accepted "$file"
  done
}
