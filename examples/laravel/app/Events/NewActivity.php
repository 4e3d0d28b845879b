<?php

namespace App\Events;

use Illuminate\Broadcasting\Channel;
use Illuminate\Contracts\Broadcasting\ShouldBroadcastNow;

class NewActivity implements ShouldBroadcastNow
{
    public function __construct(
        private int|string $roomId,
        private string $action,
        private string $userName,
        private string $role,
        private string $description,
    ) {}

    public function broadcastOn(): Channel
    {
        return new Channel("room-{$this->roomId}");
    }

    public function broadcastAs(): string
    {
        return 'new-activity';
    }

    public function broadcastWith(): array
    {
        return [
            'room_id' => $this->roomId,
            'action' => $this->action,
            'user_name' => $this->userName,
            'role' => $this->role,
            'description' => $this->description,
            'timestamp' => now()->toISOString(),
        ];
    }
}
