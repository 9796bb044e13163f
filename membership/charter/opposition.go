package charter

import (
	"iter"
)

// opposition looks for votes against, and none for, by which the rule accepts. Where
// silence accepts it is named for that, or the alliance knows that it decides by who
// objects.
func (x *examination) opposition(f *Defects) {
	if x.engine == EngineTwo || x.rule.silentPart() != "" {
		return
	}
	everybody := x.everybody()
	for few := range x.opposed() {
		ballot := x.ballot(everybody, nobody, nil)
		ballot.Votes = x.casts(few, nobody, func(int) Position { return Against })
		if x.met(ballot) {
			f.add(x.path+"."+ballot.accepting(), MetByOpposition)
			return
		}
	}
}

// accepting is the part of a rule by which a ballot is accepted that is.
func (b Ballot) accepting() string {
	b.Rule.Fallback = nil
	if b.left = nil; b.accepts() {
		return "pass"
	}
	return "fallback"
}

// opposed are how many of each kind vote against. In a small alliance that is every
// number of them; in a large one everybody, all who are alike, and one of them.
func (x *examination) opposed() iter.Seq[[]int] {
	voters, tries := x.everybody(), 1
	for kind := range voters {
		if !x.votes(kind) {
			voters[kind] = 0
		}
		tries = min(2*maxTried, tries*(voters[kind]+1))
	}
	return func(yield func([]int) bool) {
		if !yield(voters) {
			return
		}
		if tries > maxTried {
			x.opposedApart(voters, yield)
			return
		}
		for try := 1; try < tries-1; try++ { // nobody and everybody apart
			rest, few := try, make([]int, len(voters))
			for kind, n := range voters {
				few[kind], rest = rest%(n+1), rest/(n+1)
			}
			if !yield(few) {
				return
			}
		}
	}
}

// opposedApart has each kind vote against by itself, or where there are many each
// class; and the first of them alone.
func (x *examination) opposedApart(voters []int, yield func([]int) bool) {
	groups, count := x.apart(2)
	for group := range count {
		if x.spend(2*len(voters), 0); x.over() {
			return
		}
		of, one := make([]int, len(voters)), make([]int, len(voters))
		first := true
		for kind, n := range voters {
			if groups[kind] == group && n > 0 {
				of[kind] = n
				if first {
					one[kind], first = 1, false
				}
			}
		}
		if !first && (!yield(of) || !yield(one)) {
			return
		}
	}
}
