package main

import (
	"context"
	"log"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	listers "k8s.io/client-go/listers/core/v1"
)

const (
	between   = 300 * time.Millisecond // two rounds of questions
	proxyPort = 10256                  // where kube-proxy says whether its node takes traffic
)

// router leads the addresses of the pool to the nodes that answer for them, by routes of the network it runs in: as load balancers do, it
// asks kube-proxy of each node, and for Services with externalTrafficPolicy Local their health check node port. Pods get routes as well.
type router struct {
	services listers.ServiceLister
	nodes    listers.NodeLister
	pool     netip.Prefix
	health   *health
	set      map[string]string // what leads to a destination, as it was set last
}

func (r *router) run(ctx context.Context) {
	for ctx.Err() == nil {
		r.round(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(between):
		}
	}
	for destination := range r.set {
		r.ip("del", destination)
	}
}

// round asks all nodes once, and changes the routes that are no longer right.
func (r *router) round(ctx context.Context) {
	nodes, _ := r.nodes.List(labels.Everything())
	services, _ := r.services.List(labels.Everything())
	asked := map[string][]question{r.pool.String(): questions(nodes, proxyPort)}
	for _, service := range services {
		if port := service.Spec.HealthCheckNodePort; ours(service) && port != 0 && address(service) != "" {
			asked[address(service)+"/32"] = questions(nodes, port)
		}
	}
	r.health.ask(ctx, asked)
	desired := map[string]string{}
	for destination, each := range asked {
		desired[destination] = through(r.health.good(each))
	}
	for _, node := range nodes {
		if node.Spec.PodCIDR != "" {
			desired[node.Spec.PodCIDR] = through([]string{internalIP(node)})
		}
	}
	r.apply(desired)
}

func (r *router) apply(desired map[string]string) {
	for destination, through := range desired {
		if r.set[destination] == through {
			continue
		}
		arguments := append([]string{"replace"}, strings.Fields(strings.Replace(through, "@", destination, 1))...)
		if r.ip(arguments...) {
			log.Printf("%s: %s", destination, through)
			r.set[destination] = through
		}
	}
	for destination := range r.set {
		if _, ok := desired[destination]; !ok && r.ip("del", destination) {
			delete(r.set, destination)
		}
	}
}

// through is what follows `ip route replace`; @ stands for the destination.
func through(addresses []string) string {
	switch len(addresses) {
	case 0:
		return "unreachable @"
	case 1:
		return "@ via " + addresses[0]
	}
	slices.Sort(addresses)
	return "@ nexthop via " + strings.Join(addresses, " nexthop via ")
}

func (r *router) ip(arguments ...string) bool {
	out, err := exec.Command("ip", append([]string{"route"}, arguments...)...).CombinedOutput()
	if err != nil {
		log.Printf("ip route %s: %v %s", strings.Join(arguments, " "), err, out)
	}
	return err == nil
}

func internalIP(node *v1.Node) string {
	for _, each := range node.Status.Addresses {
		if each.Type == v1.NodeInternalIP {
			return each.Address
		}
	}
	return ""
}
