// Command node-program runs the binary of all Kubernetes programs as the one that its own name says: kube-proxy → kube proxy, kubelet → kube kubelet.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const binary = "/usr/local/bin/kube"

func main() {
	program := strings.TrimPrefix(filepath.Base(os.Args[0]), "kube-")
	err := syscall.Exec(binary, append([]string{binary, program}, os.Args[1:]...), os.Environ())
	fmt.Fprintln(os.Stderr, binary, err)
	os.Exit(1)
}
