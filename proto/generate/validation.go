package main

import (
	"encoding/base64"
	"log"

	"github.com/envoyproxy/go-control-plane/envoy/annotations"
	"github.com/envoyproxy/protoc-gen-validate/validate"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// The patterns that protoc-gen-validate puts in place of `well_known_regex`.
const (
	headerName      = "^:?[0-9a-zA-Z!#$%&'*+-.^_|~\x60]+$"
	headerValue     = "^[^\u0000-\u0008\u000A-\u001F\u007F]*$"
	looseHeaderText = "^[^\u0000\u000A\u000D]*$"
)

// validationJSON maps a message's full name to the rules that Envoy enforces on it when it receives the message:
// the protoc-gen-validate options, with well-known patterns spelled out, and fields that Envoy no longer accepts.
func validationJSON(files []protoreflect.FileDescriptor) object {
	out := object{}
	for _, message := range messages(files) {
		if rules := messageRules(message); len(rules) > 0 {
			out[string(message.FullName())] = rules
		}
	}
	return out
}

func messageRules(message protoreflect.MessageDescriptor) object {
	out := object{}
	options := message.Options()
	if proto.GetExtension(options, validate.E_Disabled).(bool) || proto.GetExtension(options, validate.E_Ignored).(bool) {
		out["disabled"] = true
		return out
	}
	var required []string
	for _, oneof := range realOneofs(message) {
		if proto.GetExtension(oneof.Options(), validate.E_Required).(bool) {
			required = append(required, string(oneof.Name()))
		}
	}
	if required != nil {
		out["required_oneofs"] = required
	}
	fields := object{}
	for i := 0; i < message.Fields().Len(); i++ {
		field := message.Fields().Get(i)
		rules := object{}
		if proto.HasExtension(field.Options(), validate.E_Rules) {
			rules = rulesJSON(proto.GetExtension(field.Options(), validate.E_Rules).(*validate.FieldRules).ProtoReflect())
		}
		if proto.GetExtension(field.Options(), annotations.E_DisallowedByDefault).(bool) {
			rules["disallowed"] = true
		}
		if len(rules) > 0 {
			fields[string(field.Name())] = rules
		}
	}
	if len(fields) > 0 {
		out["fields"] = fields
	}
	return out
}

// rulesJSON keeps the rule names of validate.proto. Durations become nanoseconds.
func rulesJSON(rules protoreflect.Message) object {
	out := object{}
	rules.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		out[string(field.Name())] = ruleValue(field, value)
		return true
	})
	if text, ok := rules.Interface().(*validate.StringRules); ok {
		spellWellKnownRegex(text, out)
	}
	return out
}

func spellWellKnownRegex(rules *validate.StringRules, out object) {
	known := rules.GetWellKnownRegex()
	switch {
	case known == validate.KnownRegex_UNKNOWN:
		return
	case rules.Strict != nil && !rules.GetStrict():
		out["pattern"] = looseHeaderText
	case known == validate.KnownRegex_HTTP_HEADER_NAME:
		out["pattern"] = headerName
	default:
		out["pattern"] = headerValue
	}
	delete(out, "well_known_regex")
	delete(out, "strict")
}

func ruleValue(field protoreflect.FieldDescriptor, value protoreflect.Value) any {
	if !field.IsList() {
		return scalarRule(field, value)
	}
	list := []any{}
	for i := 0; i < value.List().Len(); i++ {
		list = append(list, scalarRule(field, value.List().Get(i)))
	}
	return list
}

func scalarRule(field protoreflect.FieldDescriptor, value protoreflect.Value) any {
	switch field.Kind() {
	case protoreflect.MessageKind:
		if field.Message().FullName() == "google.protobuf.Duration" {
			fields := field.Message().Fields()
			return value.Message().Get(fields.ByName("seconds")).Int()*1_000_000_000 + value.Message().Get(fields.ByName("nanos")).Int()
		}
		return rulesJSON(value.Message())
	case protoreflect.BytesKind:
		return base64.StdEncoding.EncodeToString(value.Bytes())
	case protoreflect.EnumKind:
		return int(value.Enum())
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		if value.Uint() > 1<<53 {
			log.Printf("%s: bound %d is beyond exact JavaScript numbers", field.FullName(), value.Uint())
		}
	}
	return value.Interface()
}
