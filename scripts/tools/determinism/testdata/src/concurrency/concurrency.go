package concurrency

func found(c chan int) { // want `channel: the scheduler decides`
	go found(c) // want `go statement: the scheduler decides`
	select {    // want `select: the scheduler decides`
	case <-c: // want `channel`
	default:
	}
	c <- 1        // want `channel`
	for range c { // want `channel`
	}
	close(c)                // want `channel`
	_ = make(chan struct{}) // want `channel`
}

func allowed(f func() int) (result int) {
	defer func() { result = f() }()
	return -f()
}
