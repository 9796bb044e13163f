package said

type text struct{}

func (text) say(key string, pairs ...string)  {}
func refuse(code int, params ...any)          {}
func oneOf(field string, choices ...string)   {}
func handed(key string, pairs ...string) text { text{}.say(key, pairs...); return text{} }

func calls() {
	refuse(1)
	refuse(1, "field", 2)
	refuse(1, "field")             // want `do not go in pairs`
	text{}.say("a", "b", "c", "d") // want `do not go in pairs`
	handed("a", "b", "c").say("d")
	oneOf("a", "b")
}
