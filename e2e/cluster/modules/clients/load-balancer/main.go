// Command load-balancer gives every Service of type LoadBalancer an address of a pool; kube-proxy answers on it.
// With --routes the addresses lead to the nodes that answer for them, where there is more than one (routes.go).
//
// spec.loadBalancerIP is honoured when it lies in the pool and is free. A Service that cannot get an address stays
// pending, with an Event that says why, and gets one as soon as it can. Services of another loadBalancerClass are not touched.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net/netip"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedv1 "k8s.io/client-go/kubernetes/typed/core/v1"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
)

const workers = 8

type balancer struct {
	client   kubernetes.Interface
	services listers.ServiceLister
	queue    workqueue.TypedRateLimitingInterface[string]
	events   record.EventRecorder
	pool     *pool
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "kubeconfig of a cluster administrator")
	prefix := flag.String("pool", "", "addresses to hand out, e.g. 198.19.200.0/24")
	routes := flag.Bool("routes", false, "lead the addresses to the nodes that answer for them, by routes of this network")
	flag.Parse()
	parsed, err := netip.ParsePrefix(*prefix)
	if err != nil {
		log.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		log.Fatal(err)
	}
	config.QPS = -1
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	run(ctx, client, newPool(parsed), *routes)
}

func run(ctx context.Context, client kubernetes.Interface, pool *pool, routes bool) {
	factory := informers.NewSharedInformerFactory(client, 0)
	services := factory.Core().V1().Services()
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedv1.EventSinkImpl{Interface: client.CoreV1().Events("")})
	b := &balancer{
		client:   client,
		services: services.Lister(),
		// At most a second late after an API server that was away.
		queue: workqueue.NewTypedRateLimitingQueue(
			workqueue.NewTypedItemExponentialFailureRateLimiter[string](20*time.Millisecond, time.Second)),
		events: broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: "load-balancer"}),
		pool:   pool,
	}
	enqueue := func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			b.queue.Add(key)
		}
	}
	_, err := services.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: enqueue, DeleteFunc: enqueue, UpdateFunc: func(_, object any) { enqueue(object) },
	})
	if err != nil {
		log.Fatal(err)
	}
	r := &router{services: services.Lister(), nodes: factory.Core().V1().Nodes().Lister(), pool: pool.prefix, health: newHealth(), set: map[string]string{}}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	b.adoptAll()
	var routing sync.WaitGroup
	if routes {
		r.round(ctx)
		routing.Go(func() { r.run(ctx) })
	}
	for range workers {
		go func() {
			for b.next(ctx) {
			}
		}()
	}
	<-ctx.Done()
	b.queue.ShutDown()
	routing.Wait()
}

// adoptAll takes over what the statuses say, before anything new is handed out.
func (b *balancer) adoptAll() {
	all, _ := b.services.List(labels.Everything())
	slices.SortFunc(all, func(x, y *v1.Service) int { return x.CreationTimestamp.Compare(y.CreationTimestamp.Time) })
	for _, service := range all {
		if current := address(service); ours(service) && current != "" {
			b.pool.adopt(service.Namespace+"/"+service.Name, current)
		}
	}
}

func (b *balancer) next(ctx context.Context) bool {
	key, down := b.queue.Get()
	if down {
		return false
	}
	defer b.queue.Done(key)
	if err := b.sync(ctx, key); err != nil {
		b.queue.AddRateLimited(key)
	} else {
		b.queue.Forget(key)
	}
	return true
}

// sync brings one Service's address in line; an error means: try again.
func (b *balancer) sync(ctx context.Context, key string) error {
	namespace, name, _ := cache.SplitMetaNamespaceKey(key)
	service, err := b.services.Services(namespace).Get(name)
	if errors.IsNotFound(err) || (err == nil && !ours(service)) {
		if b.pool.release(key) {
			b.wakePending()
		}
		return nil
	}
	if err != nil {
		return err
	}
	before := address(service)
	given, refused := b.pool.assign(key, service.Spec.LoadBalancerIP)
	if refused != nil {
		b.events.Event(service, v1.EventTypeWarning, "AddressNotAvailable", refused.Error())
		if before == "" {
			return nil
		}
		b.wakePending()
		return b.publish(ctx, service, nil)
	}
	if before == given.String() {
		return nil
	}
	if before != "" {
		b.wakePending()
	}
	vip := v1.LoadBalancerIPModeVIP
	return b.publish(ctx, service, []v1.LoadBalancerIngress{{IP: given.String(), IPMode: &vip}})
}

// wakePending lets the Services without an address try again, since one has become free.
func (b *balancer) wakePending() {
	all, _ := b.services.List(labels.Everything())
	for _, service := range all {
		if ours(service) && address(service) == "" {
			b.queue.Add(service.Namespace + "/" + service.Name)
		}
	}
}

// publish writes the status of this very Service: the uid keeps the address from one of the same name that came after it.
func (b *balancer) publish(ctx context.Context, service *v1.Service, ingress []v1.LoadBalancerIngress) error {
	patch, err := json.Marshal(map[string]any{
		"metadata": map[string]any{"uid": service.UID},
		"status":   map[string]any{"loadBalancer": map[string]any{"ingress": ingress}},
	})
	if err != nil {
		return err
	}
	_, err = b.client.CoreV1().Services(service.Namespace).Patch(
		ctx, service.Name, types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	if errors.IsNotFound(err) || errors.IsConflict(err) {
		return nil // the informer tells what has become of it
	}
	if err != nil {
		log.Printf("%s/%s: %v", service.Namespace, service.Name, err)
	}
	return err
}

func ours(service *v1.Service) bool {
	return service.Spec.Type == v1.ServiceTypeLoadBalancer && service.Spec.LoadBalancerClass == nil
}

func address(service *v1.Service) string {
	for _, ingress := range service.Status.LoadBalancer.Ingress {
		return ingress.IP
	}
	return ""
}
