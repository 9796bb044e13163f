package replay

import (
	"context"
	"fmt"

	"allianceregistry/audit/chain"
)

// Answers is one question with the answers of all hosts, in the order of the sides.
type Answers struct {
	Question
	Same    bool     `json:"same"`
	Answers []string `json:"answers"`
}

// answers asks all hosts the same questions.
func (s *sides) answers(ctx context.Context) error {
	questions := s.questions
	if questions == nil {
		questions = defaultQuestions()
	}
	for i, question := range questions {
		s.progress.tell(PhaseQuestions, i, len(questions))
		if err := s.answer(ctx, question); err != nil {
			return err
		}
	}
	s.progress.tell(PhaseQuestions, len(questions), len(questions))
	return nil
}

// answer asks one question of all. Those are compared who stand at one height before and
// after it; the others are asked again, with all. What differs counts only if it differs
// twice: a peer writes a block, and then its state.
func (s *sides) answer(ctx context.Context, q Question) error {
	for try, again := 1, false; ; try++ {
		before := s.heights(ctx)
		row, failed := s.ask(ctx, q)
		stand := standing(before, s.heights(ctx))
		if err := ctx.Err(); err != nil {
			return err
		}
		differ := len(answersOf(row, failed, stand)) > 1
		if !row.Same && (differ && !again || !differ && try < s.tries) {
			again = differ
			if err := s.wait(ctx); err != nil {
				return err
			}
			continue
		}
		s.result.Answers = append(s.result.Answers, row)
		s.judge(row, failed, stand)
		return nil
	}
}

// heights are the hosts' heights, 0 of one that does not say it.
func (s *sides) heights(ctx context.Context) []uint64 {
	all := make([]uint64, len(s.peers))
	for i, peer := range s.peers {
		if height, err := peer.Height(ctx); err == nil {
			all[i] = height
		}
	}
	return all
}

// standing are the hosts with one height before and after: the one that most of those
// have whose chain did not grow. Nobody stands where two heights are as frequent.
func standing(before, after []uint64) []bool {
	count := map[uint64]int{}
	for i, height := range before {
		if height > 0 && height == after[i] {
			count[height]++
		}
	}
	most, alone := uint64(0), false
	for height, hosts := range count {
		switch {
		case hosts > count[most]:
			most, alone = height, true
		case hosts == count[most]:
			alone = false
		}
	}
	stand := make([]bool, len(before))
	for i, height := range before {
		stand[i] = alone && count[most] > 1 && height == most && height == after[i]
	}
	return stand
}

// answersOf are the places of those who stand, and did not fail, by what they answer.
func answersOf(row Answers, failed map[int]error, stand []bool) map[string][]int {
	by := map[string][]int{}
	for i, answer := range row.Answers {
		if failed[i] == nil && stand[i] {
			by[answer] = append(by[answer], i)
		}
	}
	return by
}

// ask asks all hosts once; failed are those that did not answer.
func (s *sides) ask(ctx context.Context, q Question) (row Answers, failed map[int]error) {
	row, failed = Answers{Question: q, Same: true}, map[int]error{}
	first := ""
	for i, peer := range s.peers {
		answer, err := peer.Ask(ctx, q.Name, q.Argument)
		if err != nil {
			if answer, err = refused(err); err != nil {
				failed[i] = err
			}
		}
		text := string(normal(answer))
		row.Answers = append(row.Answers, text)
		if failed[i] == nil {
			row.Same = row.Same && (first == "" || first == text)
			first = text
		}
	}
	return row, failed
}

// judge names who is silent, who answers otherwise than most of those that stand, and who
// does so without standing: what differs may be only its height.
func (s *sides) judge(row Answers, failed map[int]error, stand []bool) {
	by := answersOf(row, failed, stand)
	for i, answer := range row.Answers {
		switch {
		case failed[i] != nil:
			s.find(chain.Warning, PeerSilent, Place{}, s.peers[i], "question", row.Name, "why", failed[i].Error())
		case !row.Same && !stand[i] && answer != majority(by):
			s.find(chain.Warning, PeerMoving, Place{}, s.peers[i], "tries", fmt.Sprint(s.tries))
		}
	}
	if len(by) < 2 {
		return
	}
	s.minority(by, func(d sideBySide) {
		path := ""
		if found := differ("answer", "", []byte(d.expected), []byte(d.seen)); found != nil {
			path, d.expected, d.seen = found.path, found.expected, found.seen
		}
		s.find(chain.Fault, AnswersDiffer, Place{}, d.peer, "hosts", d.hosts, "others", d.others, "question", row.Name,
			"argument", string(row.Argument), "path", path, "expected", d.expected, "seen", d.seen)
	})
}
