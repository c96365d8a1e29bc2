package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
)

// question is a URL that says whether a node takes the traffic of some addresses.
type question struct{ node, url string }

func questions(nodes []*v1.Node, port int32) []question {
	var all []question
	for _, node := range nodes {
		if ip := internalIP(node); ip != "" {
			all = append(all, question{node: ip, url: fmt.Sprintf("http://%s:%d/healthz", ip, port)})
		}
	}
	return all
}

const unanswered = 2 // so often a node may not answer at all before it is taken out

// health keeps the last answers.
type health struct {
	client http.Client

	mu     sync.Mutex
	failed map[string]int // how often in a row a URL did not answer 200
}

func newHealth() *health {
	return &health{
		client: http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}},
		failed: map[string]int{},
	}
}

// ask puts all questions at once, each one time.
func (h *health) ask(ctx context.Context, asked map[string][]question) {
	var done sync.WaitGroup
	put := map[string]bool{}
	for _, list := range asked {
		for _, each := range list {
			if put[each.url] {
				continue
			}
			put[each.url] = true
			done.Go(func() { h.note(each.url, h.answer(ctx, each.url)) })
		}
	}
	done.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	for url := range h.failed {
		if !put[url] {
			delete(h.failed, url)
		}
	}
}

func (h *health) answer(ctx context.Context, url string) int {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	response, err := h.client.Do(request)
	if err != nil {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

// note: an answer is believed at once, silence only when it lasts.
func (h *health) note(url string, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, known := h.failed[url]
	switch {
	case status == http.StatusOK:
		h.failed[url] = 0
	case status != 0 || !known:
		h.failed[url] = unanswered
	default:
		h.failed[url]++
	}
}

// good are the nodes that take traffic.
func (h *health) good(list []question) []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var nodes []string
	for _, each := range list {
		if h.failed[each.url] < unanswered {
			nodes = append(nodes, each.node)
		}
	}
	return nodes
}
