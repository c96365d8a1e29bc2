# A cluster of kind in a Docker engine; sourced by env.sh. The host reaches the pool's addresses by a route through the node,
# where kube-proxy answers on them.
pool=198.19.200.0/24 usable_address=198.19.200.254 unusable_address=198.51.100.1
node=$name-control-plane
programs=(kind kubectl load-balancer echo-basic echo-server echo-client helm crds)
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml

node_alive() { [ -n "$(docker ps -q --filter "name=^$node\$")" ]; }
e2e_run() { env KUBECONFIG="$kubeconfig" PATH="$state/bin:$PATH" "$@"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
engine_packages() { :; } # all of it is in the node's image
apiserver_ready() { kubectl get --raw /readyz; }

engine_control() { # stop|start apiserver
  [ "$2" = apiserver ] || die "of a kind cluster only the apiserver can be stopped"
  if [ "$1" = stop ]; then
    docker exec "$node" sh -c "test ! -f $manifest || mv $manifest /etc/kubernetes/"
    wait_for 60 'the end of the API server' bash -c "! docker exec $node pgrep kube-apiserver"
  else
    docker exec "$node" sh -c "test -f $manifest || mv /etc/kubernetes/kube-apiserver.yaml $manifest"
    wait_for 120 'API server' apiserver_ready
  fi
}

engine_up() {
  local program address
  for program in "${programs[@]}"; do
    ln -sfn "$("$here/build" "$program")" "$state/bin/$program"
  done
  node_alive || "$state/bin/kind" create cluster --name "$name" --kubeconfig "$kubeconfig" --wait 120s --config=- 9>&- <<'END'
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
featureGates: { ClusterTrustBundle: true }
runtimeConfig: { certificates.k8s.io/v1beta1/clustertrustbundles: "true" }
END
  address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$node")
  as_root ip route replace "$pool" via "$address"
  setsid "$state/bin/load-balancer" --kubeconfig "$kubeconfig" --pool "$pool" >"$state/log/load-balancer.log" 2>&1 </dev/null 9>&- &
  echo $! >"$state/load-balancer.pid"
  "$here/images"
}

engine_down() {
  [ ! -f "$state/load-balancer.pid" ] || kill "$(cat "$state/load-balancer.pid")" 2>/dev/null || true
  "$("$here/build" kind)" delete cluster --name "$name" --kubeconfig "$kubeconfig"
  as_root ip route del "$pool" 2>/dev/null || true
}

# load_image ARCHIVE: an archive as `docker save` writes it
load_image() { "$state/bin/kind" load image-archive "$1" --name "$name"; }
has_image() { docker exec "$node" ctr -n k8s.io images ls -q | grep -qx "$1"; }
