package schema

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// builder makes the schemas of one document.
type builder struct {
	source *Source
	closed bool // what is not there is refused
	defs   map[string]*node
	types  map[string]reflect.Type // by their names in defs
	tables
}

// tables are what is said of fields beside their types.
type tables struct {
	formats      map[string]*node
	fieldFormats map[string]string
	fieldSchemas map[string]*node
	bounds       map[string]*node
	keyFormats   map[string]string
}

func newBuilder(source *Source, closed bool) *builder {
	b := &builder{source: source, closed: closed, defs: map[string]*node{}, types: map[string]reflect.Type{}}
	b.tables = tables{formats(), fieldFormats(), fieldSchemas(), map[string]*node{}, keyFormats()}
	if closed {
		b.bounds = argumentBounds()
		zero, most := 0, 1_000_000_000
		b.formats[amount] = &node{
			AnyOf: []*node{b.formats[amount], {Type: "integer", Minimum: &zero, Maximum: &most}}, Description: b.formats[amount].Description,
		}
	}
	return b
}

// formatNames are the formats that fields may name.
func formatNames() []string {
	return append(slices.Sorted(maps.Keys(formats())), plain)
}

// format refers to a format, which it enters among the definitions.
func (b *builder) format(name string) *node {
	if name == plain {
		return &node{Type: stringType}
	}
	b.defs[name] = b.formats[name]
	return refTo(name)
}

// ofType is the schema of a type of Go. It fails for what no record and no argument has.
func (b *builder) ofType(of reflect.Type) (*node, error) {
	if of == reflect.TypeFor[time.Time]() {
		return b.format(instant), nil
	}
	if _, known := b.formats[of.Name()]; known && of.Kind() != reflect.Struct {
		return b.format(of.Name()), nil
	}
	switch of.Kind() {
	case reflect.Pointer:
		return b.ofType(of.Elem())
	case reflect.Bool:
		return &node{Type: "boolean"}, nil
	case reflect.Int, reflect.Int64:
		return &node{Type: "integer"}, nil
	case reflect.String:
		return b.ofWords(of)
	case reflect.Slice:
		items, err := b.ofType(of.Elem())
		return &node{Type: "array", Items: items}, err
	case reflect.Map:
		return b.ofMap(of)
	case reflect.Struct:
		return b.ofStruct(of)
	}
	return nil, fmt.Errorf("no schema for the type %s", of)
}

// ofWords is a text: of a type that has words, one of those.
func (b *builder) ofWords(of reflect.Type) (*node, error) {
	values := b.source.values(of.Name())
	if len(values) == 0 {
		return &node{Type: stringType}, nil
	}
	return b.define(of, func() (*node, error) {
		words := oneOf(values...)
		words.Description = b.source.types[of.Name()]
		for _, one := range b.source.words[of.Name()] {
			if one.comment != "" {
				words.Description += "\n" + one.value + ": " + one.comment
			}
		}
		return words, nil
	})
}

// ofMap is an object of any names; those of rules are actions, for which a class or an
// organ may have a rule of its own.
func (b *builder) ofMap(of reflect.Type) (*node, error) {
	values, err := b.ofType(of.Elem())
	object := &node{Type: "object", AdditionalProperties: values}
	if words := b.source.values(of.Key().Name()); len(words) > 0 {
		object.PropertyNames = &node{Pattern: `^(?:` + strings.Join(words, "|") + `)(?:/` + slugPattern + `)?(?:@` + slugPattern + `)?$`}
		object.MinProperties = 1
	}
	return object, err
}

func (b *builder) ofStruct(of reflect.Type) (*node, error) {
	return b.define(of, func() (*node, error) {
		object := &node{Type: "object", Description: b.source.types[of.Name()], Properties: named{}}
		if b.closed {
			object.AdditionalProperties = false
		}
		for _, f := range fieldsOf(of) {
			schema, err := b.ofField(f)
			if err != nil {
				return nil, err
			}
			object.Properties = append(object.Properties, member{f.name, schema})
			if !f.optional {
				object.Required = append(object.Required, f.name)
			}
		}
		return object, nil
	})
}

// define enters a type among the definitions, once, and refers to it. Types that contain
// themselves refer to the place that is kept for them.
func (b *builder) define(of reflect.Type, make func() (*node, error)) (*node, error) {
	name := of.Name()
	if known, found := b.types[name]; found {
		if known != of {
			return nil, fmt.Errorf("%s and %s are called alike", known, of)
		}
		return refTo(name), nil
	}
	b.types[name] = of
	made, err := make()
	b.defs[name] = made
	return refTo(name), err
}

// field is one field of a type, as JSON has it.
type field struct {
	reflect.StructField
	in       reflect.Type // the type that declares it
	name     string
	optional bool
}

// fieldsOf are the fields of a type; those of a type that it embeds stand where that
// stands, but for such as it has itself under the same name.
func fieldsOf(of reflect.Type) []field {
	var fields []field
	for _, f := range reflect.VisibleFields(of) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || !f.IsExported() || name == "-" {
			continue
		}
		one := field{f, declarer(of, f.Index), cmp.Or(name, f.Name), strings.Contains(options, "omit")}
		same := slices.IndexFunc(fields, func(other field) bool { return other.name == one.name })
		switch {
		case same < 0:
			fields = append(fields, one)
		case len(f.Index) < len(fields[same].Index):
			fields[same] = one
		}
	}
	return fields
}

func declarer(of reflect.Type, index []int) reflect.Type {
	for _, i := range index[:len(index)-1] {
		of = of.Field(i).Type
	}
	return of
}

// ofField is the schema of a field: its type's, and what the tables and comments say.
func (b *builder) ofField(f field) (*node, error) {
	schema, err := b.ofContent(f)
	if err != nil {
		return nil, err
	}
	if bounds, bounded := lookUp(b.bounds, f); bounded && (bounds.Minimum == nil) == (f.Type.Kind() == reflect.Slice) {
		schema.Minimum, schema.Maximum = bounds.Minimum, bounds.Maximum
		schema.MinItems, schema.MaxItems = bounds.MinItems, bounds.MaxItems
	}
	if format, has := b.keyFormats[f.name]; has && f.Type.Kind() == reflect.Map {
		schema.PropertyNames = b.format(format)
	}
	if slices.Contains(mayBeNull(), f.in.Name()+"."+f.name) {
		schema.Type = []string{"array", "null"}
	}
	empty := b.closed && f.optional && f.Type.Kind() == reflect.String || slices.Contains(mayBeEmpty(), f.in.Name()+"."+f.name)
	if empty && !b.takesEmpty(schema) {
		schema = schema.orEmpty()
	}
	schema.Description = b.source.fields[f.in.Name()][f.Name]
	return schema, nil
}

// ofContent is the schema of a field's type; of texts that are of no type of words, what
// the tables say.
func (b *builder) ofContent(f field) (*node, error) {
	content := f.Type
	if content.Kind() == reflect.Slice {
		content = content.Elem()
	}
	said, err := b.ofText(f, content)
	if said == nil || err != nil {
		return b.ofTypeOr(f.Type, err)
	}
	if f.Type.Kind() == reflect.Slice {
		said = &node{Type: "array", Items: said}
	}
	return said, nil
}

func (b *builder) ofTypeOr(of reflect.Type, err error) (*node, error) {
	if err != nil {
		return nil, err
	}
	return b.ofType(of)
}

// ofText is what the tables say of a text, nil where its type says it.
func (b *builder) ofText(f field, content reflect.Type) (*node, error) {
	if content.Kind() != reflect.String {
		return nil, nil
	}
	typed := len(b.source.values(content.Name())) > 0 || b.formats[content.Name()] != nil
	for _, name := range []string{f.in.Name() + "." + f.name, f.name} {
		if schema, has := b.fieldSchemas[name]; has {
			copied := *schema
			return &copied, nil
		}
		if format, has := b.fieldFormats[name]; has {
			return b.format(format), nil
		}
		if typed { // only what names the type's own field says more than the type
			return nil, nil
		}
	}
	return nil, fmt.Errorf("nothing says what the text %s.%s holds", f.in.Name(), f.name)
}

// takesEmpty reports whether a text may be empty by its schema.
func (b *builder) takesEmpty(schema *node) bool {
	if schema.Ref != "" {
		schema = b.defs[strings.TrimPrefix(schema.Ref, "#/$defs/")]
	}
	pattern := regexp.MustCompile(schema.Pattern)
	return schema.MinLength == 0 && len(schema.Enum) == 0 && len(schema.AnyOf) == 0 && pattern.MatchString("")
}

// lookUp is what a table says of a field: of this type's, or of any of its name.
func lookUp[T any](table map[string]T, f field) (T, bool) {
	said, has := table[f.in.Name()+"."+f.name]
	if !has {
		said, has = table[f.name]
	}
	return said, has
}
