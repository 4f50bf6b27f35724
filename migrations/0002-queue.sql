-- One index that holds all that the queue asks of a card: counting what is due reads no card, and a write keeps one index less.
drop index card_due;
drop index card_waiting;
create index card_queue on card (learner, asleep, ready_at, due_day, place);
