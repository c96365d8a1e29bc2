# A one-node Kubernetes of its own programs, without an engine for containers; sourced by env.sh.
#
# The node is a set of kernel namespaces (mounts, network, processes) around process 1, e2e/cluster/modules/pause. It has a
# private /run and /var/lib, and sees $state as /run/cluster. When process 1 ends, its processes, mounts and networks end
# with it; what is left are the cgroups and $state. The addresses are of the benchmarking range (RFC 2544) and exist only
# inside: no test's traffic leaves the machine, and any number of clusters can use the same ones.
node_ip=198.18.0.1 pod_cidr=198.18.64.0/18 service_cidr=198.19.0.0/17 api_service_ip=198.19.0.1
pool=198.19.200.0/24 usable_address=198.19.200.254 unusable_address=198.51.100.1
components=(etcd apiserver controller-manager scheduler containerd kubelet proxy coredns load-balancer)
programs=(pause kubectl load-balancer etcd coredns kube echo-basic echo-server echo-client helm crds)
containerd_socket=$state/containerd.sock
. "$here/cgroups.sh"

node_alive() {
  local pid command
  [ -s "$state/init.pid" ] && pid=$(cat "$state/init.pid") && command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") && [[ $command == *" $state "* ]]
}
in_node() { nsenter --target "$(cat "$state/init.pid")" --mount --net --pid --ipc --uts -- "$@"; }
# A test that ends its API server or compacts its etcd starts its own ones.
e2e_run() {
  nsenter --net="/proc/$(cat "$state/init.pid")/ns/net" -- env KUBECONFIG="$kubeconfig" PATH="$state/bin:$PATH" \
    GATEWRIGHT_ETCD="$state/bin/etcd" GATEWRIGHT_KUBE_APISERVER="$state/bin/kube apiserver" "$@"
}

# --- components -------------------------------------------------------------------------------------------------
command_of() { # sets command
  local at=/run/cluster; local pki=$at/pki bin=$at/bin
  case $1 in
    etcd) command=("$bin/etcd" --name node --data-dir $at/etcd --unsafe-no-fsync --log-level warn
      --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380) ;;
    apiserver) command=("$bin/kube" apiserver --etcd-servers http://127.0.0.1:2379 --advertise-address $node_ip --secure-port 6443
      --feature-gates ClusterTrustBundle=true --runtime-config certificates.k8s.io/v1beta1/clustertrustbundles=true
      --client-ca-file $pki/ca.crt --tls-cert-file $pki/apiserver.crt --tls-private-key-file $pki/apiserver.key --cert-dir $at/apiserver
      --kubelet-client-certificate $pki/admin.crt --kubelet-client-key $pki/admin.key --kubelet-preferred-address-types InternalIP
      --service-account-key-file $pki/sa.pub --service-account-signing-key-file $pki/sa.key
      --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range $service_cidr
      --authorization-mode Node,RBAC --allow-privileged=true --enable-admission-plugins NodeRestriction) ;;
    controller-manager) command=("$bin/kube" controller-manager --kubeconfig $pki/controller-manager.kubeconfig --leader-elect=false
      --service-account-private-key-file $pki/sa.key --root-ca-file $pki/ca.crt --use-service-account-credentials
      --cluster-signing-cert-file $pki/ca.crt --cluster-signing-key-file $pki/ca.key --cert-dir $at/controller-manager
      --cluster-cidr $pod_cidr --allocate-node-cidrs=false --service-cluster-ip-range $service_cidr --kube-api-qps 200 --kube-api-burst 400
      --node-monitor-grace-period 150s) ;; # tests take the API server away for a minute, after which all pods would count as lost
    scheduler) command=("$bin/kube" scheduler --kubeconfig $pki/scheduler.kubeconfig --leader-elect=false
      --kube-api-qps 200 --kube-api-burst 400) ;;
    containerd) command=(containerd --config $at/config/containerd.toml) ;;
    kubelet) command=("$bin/kube" kubelet --config $at/config/kubelet.yaml --kubeconfig $pki/kubelet.kubeconfig
      --hostname-override node --node-ip $node_ip --cert-dir $at/kubelet/pki
      --node-labels topology.kubernetes.io/zone=zone-a,topology.kubernetes.io/region=region) ;;
    proxy) command=("$bin/kube" proxy --config $at/config/proxy.yaml --hostname-override node) ;;
    coredns) command=("$bin/coredns" -conf $at/config/Corefile) ;;
    load-balancer) command=("$bin/load-balancer" --kubeconfig $at/kubeconfig --pool $pool) ;;
    *) die "no component $1; there are: ${components[*]}" ;;
  esac
}

running() { [ -f "$state/pid/$1" ] && in_node kill -0 "$(cat "$state/pid/$1")" 2>/dev/null; }

start() {
  local command
  running "$1" && return
  command_of "$1"
  rm -f "$state/pid/$1"
  # The lock of `up` (9) must not live on in the component.
  in_node setsid bash -c 'echo $$ >"/run/cluster/pid/$0"; exec "$@"' "$1" "${command[@]}" >>"$state/log/$1.log" 2>&1 </dev/null 9>&- &
  wait_for 5 "process $1" test -s "$state/pid/$1"
}

stop() { # ends it within 3 s, by force if need be
  running "$1" || return 0
  local pid; pid=$(cat "$state/pid/$1")
  in_node kill "$pid"
  in_node timeout 3 bash -c "while kill -0 $pid 2>/dev/null; do sleep 0.05; done" || in_node kill -KILL "$pid"
  in_node bash -c "while kill -0 $pid 2>/dev/null; do sleep 0.05; done"
  rm -f "$state/pid/$1"
}

apiserver_ready() { kubectl get --raw /readyz; }

engine_control() { # stop|start COMPONENT
  command_of "$2"
  "$1" "$2"
  if [ "$1 $2" = 'start apiserver' ]; then wait_for 60 'API server' apiserver_ready; fi
}

# --- up ---------------------------------------------------------------------------------------------------------
engine_packages() { # what comes from the distribution
  local wanted=(containerd:containerd runc:runc iptables:iptables openssl:openssl ip:iproute2 nsenter:util-linux nft:nftables)
  [ -n "$(cni_plugins)" ] || wanted+=(/usr/lib/cni/ptp:containernetworking-plugins)
  "$root/scripts/packages" "${wanted[@]}"
}

cni_plugins() { local folder; for folder in /usr/lib/cni /opt/cni/bin; do [ ! -x $folder/ptp ] || { echo $folder; return; }; done; }

certificates() {
  local who
  cd "$state/pki"
  openssl ecparam -name prime256v1 -genkey -noout -out ca.key
  openssl req -x509 -new -key ca.key -subj /CN=cluster-ca -days 3650 -out ca.crt
  openssl genrsa -out sa.key 2048
  openssl rsa -in sa.key -pubout -out sa.pub
  local dns=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost
  issue apiserver kube-apiserver kubernetes "$dns,IP:127.0.0.1,IP:$node_ip,IP:$api_service_ip"
  issue admin kubernetes-admin system:masters DNS:admin
  issue controller-manager system:kube-controller-manager system:kube-controller-manager DNS:controller-manager
  issue scheduler system:kube-scheduler system:kube-scheduler DNS:scheduler
  issue kubelet system:node:node system:nodes "DNS:node,IP:$node_ip"
  issue proxy system:kube-proxy system:node-proxier DNS:proxy
  for who in admin controller-manager scheduler kubelet proxy; do
    cat >$who.kubeconfig <<YAML
apiVersion: v1
kind: Config
current-context: $name
contexts: [{name: $name, context: {cluster: $name, user: $who}}]
clusters: [{name: $name, cluster: {server: "https://$node_ip:6443", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: $who, user: {client-certificate-data: $(base64 -w0 $who.crt), client-key-data: $(base64 -w0 $who.key)}}]
YAML
  done
  cp admin.kubeconfig "$kubeconfig"
  chmod 600 ./*.key ./*.kubeconfig "$kubeconfig"
  cd "$root"
}

issue() { # FILE CN O SAN
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -new -key "$1.key" -subj "/O=$3/CN=$2" | openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" \
    -extfile <(printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$4")
}

configuration() {
  cat >"$state/config/containerd.toml" <<TOML
version = 2
root = "/run/cluster/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
  address = "/run/cluster/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "gatewright.dev/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_plugins)"
    conf_dir = "/run/cluster/config/cni"
TOML
  cat >"$state/config/cni/10-node.conflist" <<JSON
{"cniVersion":"1.0.0","name":"node","plugins":[
 {"type":"ptp","ipMasq":false,
  "ipam":{"type":"host-local","ranges":[[{"subnet":"$pod_cidr"}]],"routes":[{"dst":"0.0.0.0/0"}],"dataDir":"/run/cluster/cni"}},
 {"type":"portmap","capabilities":{"portMappings":true}}]}
JSON
  cat >"$state/config/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, x509: {clientCAFile: /run/cluster/pki/ca.crt}, webhook: {enabled: true}}
authorization: {mode: Webhook}
tlsCertFile: /run/cluster/pki/kubelet.crt
tlsPrivateKeyFile: /run/cluster/pki/kubelet.key
containerRuntimeEndpoint: unix:///run/cluster/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: $cgroup
failCgroupV1: false
failSwapOn: false
clusterDNS: [$node_ip]
clusterDomain: cluster.local
resolvConf: /run/cluster/config/resolv.conf
maxPods: 250
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
localStorageCapacityIsolation: false
YAML
  cat >"$state/config/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clusterCIDR: $pod_cidr
clientConnection: {kubeconfig: /run/cluster/pki/proxy.kubeconfig}
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
iptables: {minSyncPeriod: 100ms}
YAML
  cat >"$state/config/Corefile" <<CORE
.:53 {
  bind $node_ip
  errors
  kubernetes cluster.local {
    kubeconfig /run/cluster/kubeconfig
    pods insecure
    endpoint_pod_names
    ttl 5
  }
  cache 5
}
CORE
  echo "nameserver $node_ip" >"$state/config/resolv.conf"
}

boot() { # process 1 and its namespaces
  local waiter
  rm -f "$state/booted" "$state/init.pid" "$state"/pid/*
  setsid unshare --mount --net --pid --ipc --uts --fork --kill-child --propagation private --mount-proc \
    "$here/local-init" "$state" "$node_ip" >"$state/log/init.log" 2>&1 </dev/null 9>&- &
  waiter=$!
  wait_for 10 'process 1' test -f "$state/booted"
  tr -d ' ' <"/proc/$waiter/task/$waiter/children" >"$state/init.pid"
  wait_for 5 'the node' node_alive
}

containerd_ready() { ctr -a "$containerd_socket" version; }
node_ready() { kubectl wait --for=condition=Ready node/node --timeout=1s; }

engine_up() {
  [ "$(id -u)" = 0 ] || die "a cluster without Docker needs root (network namespaces, mounts, containerd)"
  engine_packages
  local program path
  for program in "${programs[@]}"; do
    path=$("$here/build" "$program")
    ln -sfn "$path" "$state/bin/$program"
  done
  mkdir -p "$state"/{pki,log,pid,config/cni,kubelet,log/pods}
  [ -f "$kubeconfig" ] || certificates 2>"$state/log/certificates.log"
  configuration
  cgroups make
  node_alive || boot
  start etcd
  start apiserver
  start containerd
  wait_for 30 containerd containerd_ready
  "$here/images"
  wait_for 60 'API server' apiserver_ready
  start controller-manager
  start scheduler
  start kubelet
  start proxy
  start coredns
  start load-balancer
  kubectl create clusterrolebinding node-proxier --clusterrole system:node-proxier --user system:kube-proxy --dry-run=client -o yaml | kubectl apply --server-side -f - >/dev/null
  wait_for 60 node node_ready
}

engine_down() {
  local pid
  if node_alive; then
    pid=$(cat "$state/init.pid")
    kill -KILL "$pid"
    wait_for 20 'the end of its processes' bash -c "! kill -0 $pid"
  fi
  wait_for 20 'the removal of its cgroups' cgroups remove
}

# load_image ARCHIVE: an archive as `docker save` writes it
load_image() { ctr -a "$containerd_socket" -n k8s.io images import "$1" >/dev/null; }
has_image() { ctr -a "$containerd_socket" -n k8s.io images ls -q | grep -qx "$1"; }
