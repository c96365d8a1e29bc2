package main

import (
	"fmt"
	"net/netip"
	"sync"
)

// pool hands out the addresses of a prefix, each to one owner at a time.
type pool struct {
	prefix netip.Prefix

	mu    sync.Mutex
	owner map[netip.Addr]string
	held  map[string]netip.Addr
}

func newPool(prefix netip.Prefix) *pool {
	return &pool{prefix: prefix.Masked(), owner: map[netip.Addr]string{}, held: map[string]netip.Addr{}}
}

// assign gives the owner the wanted address, or, without a wish, the one it has, or the lowest free one.
// On an error the owner has no address.
func (p *pool) assign(owner, wanted string) (netip.Addr, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	has, holds := p.held[owner]
	if wanted == "" {
		if holds {
			return has, nil
		}
		for address := p.prefix.Addr().Next(); p.usable(address); address = address.Next() {
			if _, taken := p.owner[address]; !taken {
				p.take(owner, address)
				return address, nil
			}
		}
		return netip.Addr{}, fmt.Errorf("no address of %s is free", p.prefix)
	}
	address, err := netip.ParseAddr(wanted)
	if holds && (err != nil || address != has) {
		p.drop(owner)
	}
	if err != nil {
		return netip.Addr{}, fmt.Errorf("%q is not an IP address", wanted)
	}
	if !p.usable(address) {
		return netip.Addr{}, fmt.Errorf("address %s is not in the pool %s", address, p.prefix)
	}
	if other, taken := p.owner[address]; taken && other != owner {
		return netip.Addr{}, fmt.Errorf("address %s belongs to Service %s", address, other)
	}
	p.take(owner, address)
	return address, nil
}

// adopt keeps an address that was handed out before this process started; the first owner of two wins.
func (p *pool) adopt(owner, address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	parsed, err := netip.ParseAddr(address)
	if err != nil || !p.usable(parsed) {
		return
	}
	if _, taken := p.owner[parsed]; !taken {
		p.take(owner, parsed)
	}
}

// release frees the owner's address and tells whether it had one.
func (p *pool) release(owner string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, holds := p.held[owner]
	p.drop(owner)
	return holds
}

func (p *pool) take(owner string, address netip.Addr) {
	p.owner[address] = owner
	p.held[owner] = address
}

func (p *pool) drop(owner string) {
	delete(p.owner, p.held[owner])
	delete(p.held, owner)
}

// usable excludes the first and the last address of the prefix: network and broadcast where the prefix is a real subnet.
func (p *pool) usable(address netip.Addr) bool {
	return p.prefix.Contains(address) && address != p.prefix.Addr() && p.prefix.Contains(address.Next())
}
