<?php

namespace App\Events;

use Illuminate\Broadcasting\Channel;
use Illuminate\Contracts\Broadcasting\ShouldBroadcastNow;

class NewMessage implements ShouldBroadcastNow
{
    public function __construct(
        private int|string $id,
        private int|string $roomId,
        private string $senderRole,
        private string $senderName,
        private string $message,
        private string $type = 'text',
    ) {}

    public function broadcastOn(): Channel
    {
        return new Channel("room-{$this->roomId}");
    }

    public function broadcastAs(): string
    {
        return 'new-message';
    }

    public function broadcastWith(): array
    {
        return [
            'id' => $this->id,
            'room_id' => $this->roomId,
            'sender_role' => $this->senderRole,
            'sender_name' => $this->senderName,
            'message' => $this->message,
            'type' => $this->type, // text, image or system
            'created_at' => now()->toISOString(),
        ];
    }
}
