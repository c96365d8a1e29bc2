# The cluster's own subtree of cgroups; sourced. A kubelet ends the pods it does not know in the one it is given.
cgroup=/gatewright-cluster-$name

cgroups() { # make|remove
  local type at controllers
  while read -r _ at type _; do
    case $1:$type in
      make:cgroup2)
        mkdir -p "$at$cgroup"
        read -r controllers <"$at/cgroup.controllers"
        for controller in $controllers; do
          echo "+$controller" | tee "$at/cgroup.subtree_control" "$at$cgroup/cgroup.subtree_control" >/dev/null 2>&1 || true
        done ;;
      make:cgroup)
        mkdir -p "$at$cgroup"
        for file in cpuset.cpus cpuset.mems; do [ ! -f "$at/$file" ] || cat "$at/$file" >"$at$cgroup/$file"; done ;;
      remove:cgroup*)
        [ ! -d "$at$cgroup" ] || find "$at$cgroup" -depth -type d -exec rmdir {} + ;;
    esac
  done < <(awk '$3 ~ /^cgroup2?$/' /proc/mounts)
}
