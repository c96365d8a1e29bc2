package main

import (
	"fmt"
	"log"
	"path"
	"sort"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// typeScript returns one module per proto package, and messages.ts, which maps full message names to interfaces.
// Interfaces describe what the encoder takes: numeric enums, int64 as number, snake_case names.
func typeScript(files []protoreflect.FileDescriptor) map[string]string {
	byPackage := map[protoreflect.FullName][]protoreflect.FileDescriptor{}
	for _, file := range files {
		byPackage[file.Package()] = append(byPackage[file.Package()], file)
	}
	out := map[string]string{"messages.ts": messageMap(files)}
	for name, group := range byPackage {
		out[modulePath(name)] = packageModule(name, group)
	}
	return out
}

const banner = "// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.\n"

func modulePath(name protoreflect.FullName) string {
	return strings.ReplaceAll(string(name), ".", "/") + ".ts"
}

func alias(name protoreflect.FullName) string { return strings.ReplaceAll(string(name), ".", "_") }

// localName is the name inside its package, with the nesting spelt out: RouteAction_HashPolicy.
func localName(descriptor protoreflect.Descriptor) string {
	inner := strings.TrimPrefix(string(descriptor.FullName()), string(descriptor.ParentFile().Package())+".")
	return strings.ReplaceAll(inner, ".", "_")
}

type module struct {
	name    protoreflect.FullName
	imports map[protoreflect.FullName]bool
	names   map[string]bool
	body    strings.Builder
}

func packageModule(name protoreflect.FullName, files []protoreflect.FileDescriptor) string {
	m := &module{name: name, imports: map[protoreflect.FullName]bool{}, names: map[string]bool{}}
	for _, file := range files {
		m.enums(file.Enums())
		m.messages(file.Messages())
	}
	return banner + imports(modulePath(name), m.imports) + m.body.String()
}

func imports(from string, packages map[protoreflect.FullName]bool) string {
	var lines []string
	for name := range packages {
		lines = append(lines, fmt.Sprintf("import type * as %s from '%s';\n", alias(name), relative(from, modulePath(name))))
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

func relative(from, to string) string {
	fromParts, toParts := strings.Split(path.Dir(from), "/"), strings.Split(strings.TrimSuffix(to, ".ts")+".js", "/")
	if fromParts[0] == "." {
		fromParts = nil
	}
	for len(fromParts) > 0 && len(toParts) > 1 && fromParts[0] == toParts[0] {
		fromParts, toParts = fromParts[1:], toParts[1:]
	}
	if len(fromParts) == 0 {
		return "./" + strings.Join(toParts, "/")
	}
	return strings.Repeat("../", len(fromParts)) + strings.Join(toParts, "/")
}

func (m *module) declare(descriptor protoreflect.Descriptor) string {
	name := localName(descriptor)
	if m.names[name] {
		log.Fatalf("%s: the name %s is taken in %s", descriptor.FullName(), name, m.name)
	}
	m.names[name] = true
	return name
}

func (m *module) enums(list protoreflect.EnumDescriptors) {
	for i := 0; i < list.Len(); i++ {
		name := m.declare(list.Get(i))
		fmt.Fprintf(&m.body, "\nexport const %s = {\n", name)
		for j := 0; j < list.Get(i).Values().Len(); j++ {
			value := list.Get(i).Values().Get(j)
			fmt.Fprintf(&m.body, "  %s: %d,\n", value.Name(), value.Number())
		}
		fmt.Fprintf(&m.body, "} as const;\nexport type %s = (typeof %s)[keyof typeof %s];\n", name, name, name)
	}
}

func (m *module) messages(list protoreflect.MessageDescriptors) {
	for i := 0; i < list.Len(); i++ {
		message := list.Get(i)
		if message.IsMapEntry() {
			continue
		}
		fmt.Fprintf(&m.body, "\nexport interface %s {\n", m.declare(message))
		for j := 0; j < message.Fields().Len(); j++ {
			m.field(message.Fields().Get(j))
		}
		m.body.WriteString("}\n")
		m.enums(message.Enums())
		m.messages(message.Messages())
	}
}

func (m *module) field(field protoreflect.FieldDescriptor) {
	var notes []string
	if oneof := field.ContainingOneof(); oneof != nil && !oneof.IsSynthetic() {
		notes = append(notes, "oneof "+string(oneof.Name()))
	}
	if options, ok := field.Options().(*descriptorpb.FieldOptions); ok && options.GetDeprecated() {
		notes = append(notes, "@deprecated")
	}
	if notes != nil {
		fmt.Fprintf(&m.body, "  /** %s */\n", strings.Join(notes, "; "))
	}
	if field.ContainingMessage().FullName() == "google.protobuf.Any" {
		fmt.Fprintf(&m.body, "  readonly %s: %s;\n", field.Name(), m.fieldType(field))
		return
	}
	fmt.Fprintf(&m.body, "  readonly %s?: %s | undefined;\n", field.Name(), m.fieldType(field))
}

func (m *module) fieldType(field protoreflect.FieldDescriptor) string {
	switch {
	case field.IsMap():
		return fmt.Sprintf("{ readonly [key: string]: %s }", m.valueType(field.MapValue()))
	case field.IsList():
		return fmt.Sprintf("readonly %s[]", m.valueType(field))
	default:
		return m.valueType(field)
	}
}

func (m *module) valueType(field protoreflect.FieldDescriptor) string {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return m.reference(field.Message())
	case protoreflect.EnumKind:
		return m.reference(field.Enum())
	case protoreflect.BoolKind:
		return "boolean"
	case protoreflect.StringKind:
		return "string"
	case protoreflect.BytesKind:
		return "Uint8Array"
	case protoreflect.GroupKind:
		log.Fatalf("%s: groups are not supported", field.FullName())
	}
	return "number"
}

func (m *module) reference(descriptor protoreflect.Descriptor) string {
	owner := descriptor.ParentFile().Package()
	if owner == m.name {
		return localName(descriptor)
	}
	m.imports[owner] = true
	return alias(owner) + "." + localName(descriptor)
}

func messageMap(files []protoreflect.FileDescriptor) string {
	packages := map[protoreflect.FullName]bool{}
	var lines []string
	for _, message := range messages(files) {
		owner := message.ParentFile().Package()
		packages[owner] = true
		lines = append(lines, fmt.Sprintf("  readonly '%s': %s.%s;\n", message.FullName(), alias(owner), localName(message)))
	}
	sort.Strings(lines)
	return banner + imports("messages.ts", packages) +
		"\n/** Every message of the closure by its full name. */\nexport interface MessageTypes {\n" + strings.Join(lines, "") + "}\n"
}
