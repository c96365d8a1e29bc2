package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

type object = map[string]any

// descriptorJSON is the object that protobufjs' Root.fromJSON reads. Type names are absolute, field names are those
// of the .proto files.
func descriptorJSON(files []protoreflect.FileDescriptor) object {
	root := object{}
	for _, file := range files {
		scope := root
		for _, part := range strings.Split(string(file.Package()), ".") {
			scope = nested(scope, part)
		}
		addMessages(scope, file.Messages())
		addEnums(scope, file.Enums())
		for i := 0; i < file.Services().Len(); i++ {
			service := file.Services().Get(i)
			scope[string(service.Name())] = serviceJSON(service)
		}
	}
	return object{"nested": root}
}

// nested returns what lies inside the namespace of that name, creating the namespace.
func nested(scope object, name string) object {
	if scope[name] == nil {
		scope[name] = object{"nested": object{}}
	}
	return scope[name].(object)["nested"].(object)
}

func addMessages(scope object, list protoreflect.MessageDescriptors) {
	for i := 0; i < list.Len(); i++ {
		if !list.Get(i).IsMapEntry() {
			scope[string(list.Get(i).Name())] = messageJSON(list.Get(i))
		}
	}
}

func messageJSON(message protoreflect.MessageDescriptor) object {
	fields := object{}
	for i := 0; i < message.Fields().Len(); i++ {
		field := message.Fields().Get(i)
		fields[string(field.Name())] = fieldJSON(field)
	}
	out := object{"fields": fields}
	oneofs := object{}
	for _, oneof := range realOneofs(message) {
		var names []string
		for i := 0; i < oneof.Fields().Len(); i++ {
			names = append(names, string(oneof.Fields().Get(i).Name()))
		}
		oneofs[string(oneof.Name())] = object{"oneof": names}
	}
	if len(oneofs) > 0 {
		out["oneofs"] = oneofs
	}
	inner := object{}
	addMessages(inner, message.Messages())
	addEnums(inner, message.Enums())
	if len(inner) > 0 {
		out["nested"] = inner
	}
	return out
}

func realOneofs(message protoreflect.MessageDescriptor) []protoreflect.OneofDescriptor {
	var out []protoreflect.OneofDescriptor
	for i := 0; i < message.Oneofs().Len(); i++ {
		if !message.Oneofs().Get(i).IsSynthetic() {
			out = append(out, message.Oneofs().Get(i))
		}
	}
	return out
}

func fieldJSON(field protoreflect.FieldDescriptor) object {
	out := object{"id": int(field.Number())}
	switch {
	case field.IsMap():
		out["keyType"] = typeName(field.MapKey())
		out["type"] = typeName(field.MapValue())
	case field.IsList():
		out["rule"] = "repeated"
		out["type"] = typeName(field)
	default:
		out["type"] = typeName(field)
		if field.HasOptionalKeyword() {
			out["options"] = object{"proto3_optional": true}
		}
	}
	return out
}

func typeName(field protoreflect.FieldDescriptor) string {
	switch field.Kind() {
	case protoreflect.MessageKind:
		return "." + string(field.Message().FullName())
	case protoreflect.EnumKind:
		return "." + string(field.Enum().FullName())
	default:
		return field.Kind().String()
	}
}

func addEnums(scope object, list protoreflect.EnumDescriptors) {
	for i := 0; i < list.Len(); i++ {
		scope[string(list.Get(i).Name())] = object{"values": enumValues(list.Get(i))}
	}
}

// enumValues keeps the order of declaration: protobufjs takes the first value for the default.
func enumValues(enum protoreflect.EnumDescriptor) json.RawMessage {
	var values []string
	for i := 0; i < enum.Values().Len(); i++ {
		value := enum.Values().Get(i)
		values = append(values, fmt.Sprintf("%q:%d", value.Name(), value.Number()))
	}
	return json.RawMessage("{" + strings.Join(values, ",") + "}")
}

func serviceJSON(service protoreflect.ServiceDescriptor) object {
	methods := object{}
	for i := 0; i < service.Methods().Len(); i++ {
		method := service.Methods().Get(i)
		out := object{
			"requestType":  "." + string(method.Input().FullName()),
			"responseType": "." + string(method.Output().FullName()),
		}
		if method.IsStreamingClient() {
			out["requestStream"] = true
		}
		if method.IsStreamingServer() {
			out["responseStream"] = true
		}
		methods[string(method.Name())] = out
	}
	return object{"methods": methods}
}
