// Command generate writes what Gatewright knows of the Envoy API: the .proto closure of roots.txt, a descriptor for
// protobufjs, TypeScript types and the validation rules. All of it comes from the descriptors that the Go modules
// register, so the version in go.mod is the only thing that decides the output.
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"
	"sort"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

//go:embed roots.txt
var rootList string

const apiModule = "github.com/envoyproxy/go-control-plane/envoy"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . <repository root>")
	}
	root := os.Args[1]
	protoDir := filepath.Join(root, "proto")
	generatedDir := filepath.Join(root, "src", "envoy-api", "generated")

	files := closure(roots())
	for _, dir := range []string{"cel", "envoy", "google", "opentelemetry", "udpa", "validate", "xds"} {
		must(os.RemoveAll(filepath.Join(protoDir, dir)))
	}
	must(os.RemoveAll(generatedDir))

	writeProtoFiles(protoDir, files)
	version := moduleVersion(apiModule)
	write(filepath.Join(protoDir, "VERSION"), []byte(apiModule+" "+version+"\n"))

	api := withoutAnnotations(files)
	write(filepath.Join(generatedDir, "descriptor.ts"), jsonModule("descriptor", descriptorJSON(api)))
	write(filepath.Join(generatedDir, "validation.ts"), jsonModule("validation", validationJSON(api)))
	write(filepath.Join(generatedDir, "version.ts"), versionModule(version))
	for path, text := range typeScript(api) {
		write(filepath.Join(generatedDir, path), []byte(text))
	}
	fmt.Printf("%d .proto files, %d of them in the descriptor\n", len(files), len(api))
}

func roots() []string {
	var paths []string
	for _, line := range strings.Split(rootList, "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			paths = append(paths, line)
		}
	}
	return paths
}

// closure returns the named files and all they import, sorted by path.
func closure(paths []string) []protoreflect.FileDescriptor {
	seen := map[string]protoreflect.FileDescriptor{}
	var visit func(path string)
	visit = func(path string) {
		if seen[path] != nil {
			return
		}
		file, err := protoregistry.GlobalFiles.FindFileByPath(path)
		if err != nil {
			log.Fatalf("%s: not registered; import its Go package in packages.go", path)
		}
		seen[path] = file
		for i := 0; i < file.Imports().Len(); i++ {
			visit(file.Imports().Get(i).Path())
		}
	}
	for _, path := range paths {
		visit(path)
	}
	files := make([]protoreflect.FileDescriptor, 0, len(seen))
	for _, file := range seen {
		files = append(files, file)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path() < files[j].Path() })
	return files
}

// withoutAnnotations drops the files that only define options: nothing of them is ever sent.
func withoutAnnotations(files []protoreflect.FileDescriptor) []protoreflect.FileDescriptor {
	var kept []protoreflect.FileDescriptor
	for _, file := range files {
		path := file.Path()
		if strings.Contains(path, "annotations/") || strings.HasPrefix(path, "validate/") || path == "google/protobuf/descriptor.proto" {
			continue
		}
		kept = append(kept, file)
	}
	return kept
}

// messages returns every message of the files, nested ones included, except map entries.
func messages(files []protoreflect.FileDescriptor) []protoreflect.MessageDescriptor {
	var all []protoreflect.MessageDescriptor
	var visit func(list protoreflect.MessageDescriptors)
	visit = func(list protoreflect.MessageDescriptors) {
		for i := 0; i < list.Len(); i++ {
			if !list.Get(i).IsMapEntry() {
				all = append(all, list.Get(i))
				visit(list.Get(i).Messages())
			}
		}
	}
	for _, file := range files {
		visit(file.Messages())
	}
	return all
}

func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		log.Fatal("this program was built without module information")
	}
	for _, dependency := range info.Deps {
		if dependency.Path == path {
			return dependency.Version
		}
	}
	log.Fatalf("%s: not a dependency", path)
	return ""
}

// versionModule names the Envoy release that the API belongs to: go-control-plane numbers this module after it.
func versionModule(version string) []byte {
	return []byte(fmt.Sprintf("%s\n/** The Envoy release whose API this is. */\nexport const envoyVersion = '%s';\n", banner, strings.TrimPrefix(version, "v")))
}

// jsonModule exports the value as JSON text: a string literal costs nothing until it is parsed.
func jsonModule(name string, value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(value))
	text := strings.NewReplacer("\\", "\\\\", "'", "\\'").Replace(strings.TrimSpace(out.String()))
	return []byte(fmt.Sprintf("%s\nexport const %s: string =\n  '%s';\n", banner, name, text))
}

func write(path string, content []byte) {
	must(os.MkdirAll(filepath.Dir(path), 0o755))
	must(os.WriteFile(path, content, 0o644))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
