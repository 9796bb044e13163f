package plain

import (
	"maps"
	"reflect"
	"slices"

	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Diff says what changes from one charter to another: what is added and removed,
// and of what stays each sentence that changes, before and after. It is empty if
// both say the same. Of a charter that tells kinds of amendments apart it says first by which rule such an
// amendment is decided.
func (w *Writer) Diff(from, to charter.Charter) []Clause {
	var said []Clause
	before, after := w.of(from).sections(), w.of(to).sections()
	for _, key := range []string{"general", "classes", "measures", "organs", "agreements", "dues", "figures", "resolutions", "amendments", "meetings", "waivers", "proxies", "invitations", "rules", "emergency"} {
		if changes := w.changes(itemsOf(before, key), itemsOf(after, key)); len(changes) > 0 {
			said = append(said, Clause{Text: w.say("section." + key), Parts: changes})
		}
	}
	if len(said) == 0 {
		return nil
	}
	return append(w.of(from).amending(to), said...)
}

func itemsOf(sections []section, key string) []item {
	for _, section := range sections {
		if section.key == key { // a rule that is added says that it was missing
			return slices.DeleteFunc(section.items, func(i item) bool { return i.key == missingRules })
		}
	}
	return nil
}

// changes compares items by their keys.
func (w *Writer) changes(before, after []item) []Clause {
	var said []Clause
	for _, old := range before {
		if now, stays := find(after, old.key); !stays {
			said = append(said, w.whole("diff.removed", old))
		} else if parts := w.differences(old, now); len(parts) > 0 {
			said = append(said, Clause{Text: w.say("diff.changed", "title", now.title), Parts: parts})
		}
	}
	for _, now := range after {
		if _, was := find(before, now.key); !was {
			said = append(said, w.whole("diff.added", now))
		}
	}
	return said
}

func find(items []item, key string) (item, bool) {
	index := slices.IndexFunc(items, func(i item) bool { return i.key == key })
	if index < 0 {
		return item{}, false
	}
	return items[index], true
}

// whole says all of what is added or removed.
func (w *Writer) whole(key string, i item) Clause {
	said := i.clause()
	said.Text = w.say(key, "title", i.title)
	return said
}

// differences compares the sentences of an item by their topics, in their order.
func (w *Writer) differences(old, now item) []Clause {
	var said []Clause
	if !maps.Equal(old.names, now.names) {
		said = append(said, Clause{Text: w.say("diff.names", "before", w.allNames(old.names), "after", w.allNames(now.names))})
	}
	for _, topic := range topics(old, now) {
		was, had := about(old, topic)
		is, has := about(now, topic)
		switch {
		case !had:
			said = append(said, w.labelled("diff.new", is))
		case !has:
			said = append(said, w.labelled("diff.gone", was))
		case !reflect.DeepEqual(was, is):
			said = append(said, w.labelled("diff.before", was), w.labelled("diff.after", is))
		}
	}
	return said
}

// labelled says what became of a sentence: it is new, it is gone, so it was, so it is.
func (w *Writer) labelled(key string, clause Clause) Clause {
	clause.Text = w.say(key, "text", clause.Text)
	return clause
}

// topics lists those of both items in the order in which they are said.
func topics(old, now item) []string {
	var list []string
	for _, sentence := range now.sentences {
		list = append(list, sentence.topic)
	}
	for index, sentence := range old.sentences {
		if slices.Contains(list, sentence.topic) {
			continue
		}
		place := 0 // after the one that stood before it
		if index > 0 {
			place = slices.Index(list, old.sentences[index-1].topic) + 1
		}
		list = slices.Insert(list, place, sentence.topic)
	}
	return list
}

func about(i item, topic string) (Clause, bool) {
	index := slices.IndexFunc(i.sentences, func(s sentence) bool { return s.topic == topic })
	if index < 0 {
		return Clause{}, false
	}
	return i.sentences[index].Clause, true
}

// allNames writes a name in all its languages.
func (w *Writer) allNames(names form.Names) string {
	var said []string
	for _, lang := range slices.Sorted(maps.Keys(names)) {
		said = append(said, lang+" "+w.say("quoted", "name", names[lang]))
	}
	return w.and(said)
}
