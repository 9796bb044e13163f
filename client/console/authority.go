package console

import (
	"net/url"
	"strings"

	"allianceregistry/membership"
)

// The forms about the party's own keys name a key by its host and its SHA-256, as "alliance
// profile show" prints them. The key itself stays where it is.
var (
	hostField = field{name: "host", kind: line}
	keyField  = field{name: "key", kind: keyHash}
)

// keyActs are what an officer does about the keys of the own party.
var keyActs = map[string]act{
	"add-key": {
		fields: []field{hostField, keyField, {name: "role", kind: radio, options: roles}},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.AddAuthority{Request: request, Host: in.Get("host"), Key: in.Get("key"), Role: membership.Role(in.Get("role"))}
		}),
	},
	"replace-key": {
		fields: []field{hostField, keyField},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			return membership.RotateAuthority{Request: request, Host: in.Get("host"), Key: in.Get("key")}
		}),
	},
	"remove-key": {
		fields: []field{{name: "authority", kind: choice, options: ownKeys}},
		transaction: simple(func(in url.Values, request string) membership.Transaction {
			host, key, _ := strings.Cut(in.Get("authority"), " ")
			return membership.RemoveAuthority{Request: request, Host: host, Key: key}
		}),
	},
}
