package change_test

import (
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/etcdraft"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer/smartbft"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// eachLeaf calls with configurations in which one thing each is another.
func eachLeaf(config *common.Config, call func(where string, altered *common.Config)) {
	var walk func(path []string)
	walk = func(path []string) {
		at := func(c *common.Config) *common.ConfigGroup {
			group := c.GetChannelGroup()
			for _, name := range path {
				group = group.Groups[name]
			}
			return group
		}
		try := func(where string, alter func(*common.ConfigGroup)) {
			altered := copyOf(config)
			alter(at(altered))
			call(fmt.Sprint(path, " ", where), altered)
		}
		try("mod policy", func(g *common.ConfigGroup) { g.ModPolicy = "Writers" })
		for _, name := range []string{"new", "MSP", "AnchorPeers", "Endpoints", "Orderers", "ConsensusType"} {
			if at(config).Values[name] == nil {
				try("new value "+name, func(g *common.ConfigGroup) {
					g.Values = with(g.Values, name, &common.ConfigValue{ModPolicy: "Admins"})
				})
			}
		}
		for _, name := range []string{"new", "BlockValidation"} {
			if at(config).Policies[name] == nil {
				try("new policy "+name, func(g *common.ConfigGroup) {
					g.Policies = with(g.Policies, name, &common.ConfigPolicy{ModPolicy: "Admins"})
				})
			}
		}
		try("new group", func(g *common.ConfigGroup) {
			g.Groups = with(g.Groups, "new", &common.ConfigGroup{ModPolicy: "Admins"})
		})
		for name, value := range at(config).Values {
			try("mod policy of "+name, func(g *common.ConfigGroup) { g.Values[name].ModPolicy = "Writers" })
			try("no "+name, func(g *common.ConfigGroup) { delete(g.Values, name) })
			eachContent(value.Value, kindOf(name), func(where string, content []byte) {
				try(name+where, func(g *common.ConfigGroup) { g.Values[name].Value = content })
			})
		}
		for name := range at(config).Policies {
			try("mod policy of rule "+name, func(g *common.ConfigGroup) { g.Policies[name].ModPolicy = "Writers" })
			try("no rule "+name, func(g *common.ConfigGroup) { delete(g.Policies, name) })
			try("kind of rule "+name, func(g *common.ConfigGroup) { g.Policies[name].Policy.Type++ })
			try("rule "+name, func(g *common.ConfigGroup) {
				g.Policies[name].Policy.Value = append(g.Policies[name].Policy.Value, unknown...)
			})
		}
		for name := range at(config).Groups {
			try("no group "+name, func(g *common.ConfigGroup) { delete(g.Groups, name) })
			walk(append(path[:len(path):len(path)], name))
		}
	}
	walk(nil)
}

// unknown is a field that no message has.
var unknown = []byte{0xf8, 0x7f, 1}

// kindOf is the message that a value, or a field of one, holds; nil if it is not known here.
func kindOf(name string) proto.Message {
	switch name {
	case "MSP":
		return &msp.MSPConfig{}
	case "MSPConfig.config":
		return &msp.FabricMSPConfig{}
	case "AnchorPeers":
		return &peer.AnchorPeers{}
	case "Endpoints":
		return &common.OrdererAddresses{}
	case "Orderers":
		return &common.Orderers{}
	case "ConsensusType":
		return &orderer.ConsensusType{}
	case "BatchSize":
		return &orderer.BatchSize{}
	case "Capabilities":
		return &common.Capabilities{}
	}
	return nil
}

// eachContent calls with contents of which one leaf is another.
func eachContent(content []byte, kind proto.Message, call func(where string, content []byte)) {
	call(" with a field more", append(content[:len(content):len(content)], unknown...))
	if kind == nil || proto.Unmarshal(content, kind) != nil {
		return
	}
	eachField(kind.ProtoReflect(), "", func(where string) {
		altered, err := proto.Marshal(kind)
		if err != nil {
			panic(err)
		}
		call(where, altered)
	})
}

// eachField alters one leaf of a message after the other, and puts it back after the call.
func eachField(m protoreflect.Message, path string, call func(where string)) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		where := path + "." + string(field.Name())
		old := m.Get(field)
		switch {
		case field.IsMap():
			key := protoreflect.ValueOfString("new").MapKey()
			m.Mutable(field).Map().Set(key, m.Mutable(field).Map().NewValue())
			call(where + "[new]")
			m.Mutable(field).Map().Clear(key)
		case field.IsList():
			list := m.Mutable(field).List()
			if list.Len() == 0 && field.Message() == nil {
				list.Append(altered(field, list.NewElement()))
				call(where + "[0]")
				m.Clear(field)
				continue
			}
			for at := range list.Len() {
				one := list.Get(at)
				if field.Message() != nil {
					eachField(one.Message(), fmt.Sprintf("%s[%d]", where, at), call)
					continue
				}
				list.Set(at, altered(field, one))
				call(fmt.Sprintf("%s[%d]", where, at))
				list.Set(at, one)
			}
			if list.Len() > 0 {
				list.Append(list.Get(0))
				call(where + " with its first twice")
				list.Truncate(list.Len() - 1)
			}
			if last := list.Len() - 1; last > 0 {
				one, other := list.Get(0), list.Get(last)
				list.Set(0, other)
				list.Set(last, one)
				call(where + " in another order")
				list.Set(0, one)
				list.Set(last, other)
			}
		case field.Message() != nil:
			if m.Has(field) {
				eachField(old.Message(), where, call)
				m.Clear(field)
				call(where)
				m.Set(field, old)
			}
		default:
			inner := kindOf(string(m.Descriptor().Name()) + "." + string(field.Name()))
			if field.Name() == "metadata" {
				if inner = proto.Message(&etcdraft.ConfigMetadata{}); m.Get(m.Descriptor().Fields().ByName("type")).String() == "BFT" {
					inner = &smartbft.Options{}
				}
			}
			if inner != nil {
				eachContent(old.Bytes(), inner, func(deeper string, content []byte) {
					m.Set(field, protoreflect.ValueOfBytes(content))
					call(where + deeper)
				})
			}
			m.Set(field, altered(field, old))
			call(where)
			m.Set(field, old)
		}
	}
}

// altered returns another value of a field.
func altered(field protoreflect.FieldDescriptor, old protoreflect.Value) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(!old.Bool())
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(old.String() + "x")
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes(append(append([]byte{}, old.Bytes()...), 'x'))
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(old.Enum() + 1)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(old.Int()) + 1)
	case protoreflect.Uint32Kind:
		return protoreflect.ValueOfUint32(uint32(old.Uint()) + 1)
	case protoreflect.Uint64Kind:
		return protoreflect.ValueOfUint64(old.Uint() + 1)
	default:
		panic(field.FullName())
	}
}
