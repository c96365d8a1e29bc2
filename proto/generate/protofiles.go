package main

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/jhump/protoreflect/desc"
	"github.com/jhump/protoreflect/desc/protoprint"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// writeProtoFiles prints the descriptors as .proto source. The well-known types are left out: every protobuf
// implementation brings its own.
func writeProtoFiles(dir string, files []protoreflect.FileDescriptor) {
	printer := protoprint.Printer{OmitComments: protoprint.CommentsAll}
	for _, file := range files {
		if strings.HasPrefix(file.Path(), "google/protobuf/") {
			continue
		}
		wrapped, err := desc.WrapFile(file)
		must(err)
		var out bytes.Buffer
		must(printer.PrintProtoFile(wrapped, &out))
		write(filepath.Join(dir, file.Path()), out.Bytes())
	}
}
